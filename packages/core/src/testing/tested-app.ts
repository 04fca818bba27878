import type { ConfigValues } from "../config-values.ts";
import type { Pipeline } from "../exchange.ts";
import type { MountedApp } from "../mounting.ts";
import type { AppSignals } from "../signals.ts";

/** The configuration that says where an app's requests go. */
export type TestedConfig = Pick<
  ConfigValues,
  "SERVER_NAME" | "APPLICATION_ROOT" | "PREFERRED_URL_SCHEME" | "SESSION_COOKIE_PATH"
>;

/** The signals that a test listens to. */
export type TestedSignals = Pick<AppSignals, "templateRendered" | "messageFlashed">;

/** How an app writes and reads JSON, as far as a test needs it. */
export interface TestedJson {
  /** The text of a value. */
  stringify(value: unknown): string;
  /** The value of a text. */
  parse(text: string): unknown;
}

/** What a test client needs of an app. */
export interface TestedApp {
  /** How it writes and reads JSON. @default as JavaScript does */
  readonly json?: TestedJson;
  /** The configuration. */
  readonly config: TestedConfig;
  /** What happens in the app. */
  readonly signals: TestedSignals;
  /** The app that is mounted where a path leads. */
  "~findMounted"(path: string, host: string): Pick<MountedApp, "fetch"> | undefined;
  /** Ends registration. */
  start(): Promise<Pipeline>;
}
