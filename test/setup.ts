import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";

/**
 * Test files share one process (`isolate: false`), so a test must put back what it changes. Whoever leaves something
 * behind fails here, at the test or the file that did it, and the others do not notice.
 */
interface ProcessState {
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
  readonly listeners: Readonly<Record<string, number>>;
}

const EVENTS = ["uncaughtException", "unhandledRejection", "warning", "exit", "SIGINT", "SIGTERM"] as const;

const LEAK = "the process is not as it was before: put back what the test changed";

let beforeFile: ProcessState;
let beforeTest: ProcessState;
let warnings: Error[] = [];

beforeAll(function rememberStateOfFile() {
  beforeFile = readProcessState();
});

beforeEach(function rememberStateOfTest() {
  warnings = [];
  process.on("warning", onWarning);
  beforeTest = readProcessState();
});

afterEach(async function failOnLeakOfTest() {
  const hadFakeTimers = vi.isFakeTimers();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await new Promise((resolve) => setImmediate(resolve)); // warnings arrive a tick later
  const after = readProcessState();
  process.off("warning", onWarning);
  restoreProcessState(beforeTest);
  expect(hadFakeTimers, "the test left fake timers on").toBe(false);
  expect(after, LEAK).toEqual(beforeTest);
  expect(warnings, "the test made Node emit a warning").toEqual([]);
});

afterAll(function failOnLeakOfFile() {
  const after = readProcessState();
  restoreProcessState(beforeFile);
  expect(after, LEAK).toEqual(beforeFile);
});

function onWarning(warning: Error): void {
  // What a runtime says about its own experiments is not the test's doing.
  if (warning.name !== "ExperimentalWarning") warnings.push(warning);
}

function readProcessState(): ProcessState {
  return {
    environment: { ...process.env },
    directory: process.cwd(),
    listeners: Object.fromEntries(EVENTS.map((name) => [name, process.listenerCount(name)])),
  };
}

function restoreProcessState({ environment, directory }: ProcessState): void {
  for (const name of Object.keys(process.env)) {
    if (!Object.hasOwn(environment, name)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, environment);
  if (process.cwd() !== directory) process.chdir(directory);
}
