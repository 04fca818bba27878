import { afterEach, beforeEach, expect, vi } from "vitest";

/**
 * Test files share one process (`isolate: false`), so a test must put back what it changes.
 * Whoever leaves something behind fails here, at the test that did it.
 */
interface ProcessState {
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
  readonly timeZone: string;
  readonly listeners: Record<string, number>;
}

const EVENTS = ["uncaughtException", "unhandledRejection", "warning", "exit", "SIGINT", "SIGTERM"] as const;

let before: ProcessState;
let warnings: Error[] = [];

function onWarning(warning: Error): void {
  // What a runtime says about itself is not the test's doing.
  if (warning.name !== "ExperimentalWarning") warnings.push(warning);
}

function readProcessState(): ProcessState {
  return {
    environment: { ...process.env },
    directory: process.cwd(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    listeners: Object.fromEntries(EVENTS.map((name) => [name, process.listenerCount(name)])),
  };
}

beforeEach(function rememberProcessState() {
  warnings = [];
  process.on("warning", onWarning);
  before = readProcessState();
});

afterEach(async function failOnLeakedState() {
  await new Promise((resolve) => setImmediate(resolve));
  const after = readProcessState();
  process.off("warning", onWarning);
  const fakeTimers = vi.isFakeTimers();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  expect(fakeTimers, "the test left fake timers on").toBe(false);
  expect(after, "the test changed the process and did not put it back").toEqual(before);
  expect(warnings, "the test made Node emit a warning").toEqual([]);
});
