import type { AppChoice } from "../app/opened-app.ts";
import type { ServeSettings } from "./serve-settings.ts";

/** The options of `micro serve`. */
export interface ServeOptions extends AppChoice {
  /** The file with settings. @default micro.server.ts, .js or .mjs, where there is one */
  readonly config?: string | undefined;
  /** Say whether settings and app can be used, and end. */
  readonly checkConfig: boolean;
  /** Print the settings and where they come from, and end. */
  readonly printConfig: boolean;
  /** What the command line says, with the variables of its options. */
  readonly commandLine: Partial<ServeSettings>;
  /** What MICRO_SERVE_ARGS says. */
  readonly variable: Partial<ServeSettings>;
}
