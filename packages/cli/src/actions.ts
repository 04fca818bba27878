import type { AppCommands } from "./app/app-commands.ts";
import type { Environment } from "./app/environment.ts";
import type { AppChoice } from "./app/opened-app.ts";
import type { CheckOptions } from "./check/check-options.ts";
import type { ConfigOptions } from "./config/config-options.ts";
import type { RoutesOptions } from "./route-options.ts";
import type { RunOptions } from "./run-options.ts";
import type { SecretOptions } from "./secret.ts";
import type { ServeOptions } from "./serve/serve-options.ts";
import type { TemplatesCheckOptions, TemplatesCompileOptions } from "./templates/templates-options.ts";

/** What the commands do. */
export interface Actions {
  readonly run: (options: RunOptions) => Promise<number>;
  readonly serve: (options: ServeOptions) => Promise<number>;
  readonly routes: (options: RoutesOptions) => Promise<number>;
  readonly shell: (choice: AppChoice) => Promise<number>;
  readonly check: (options: CheckOptions) => Promise<number>;
  readonly config: (options: ConfigOptions) => Promise<number>;
  readonly secret: (options: SecretOptions) => Promise<number>;
  /** Reads its words itself. */
  readonly new: (words: readonly string[]) => Promise<number>;
  readonly templatesCheck: (options: TemplatesCheckOptions) => Promise<number>;
  readonly templatesCompile: (options: TemplatesCompileOptions) => Promise<number>;
  /** Asked for only when one of them is called, or when they are listed. */
  readonly readAppCommands: (choice: AppChoice) => Promise<AppCommands>;
}

/** Where the program writes, and what it calls itself. */
export interface ProgramOutput {
  readonly version: string;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
  /** The variables, with those of files: options that are not given are looked for there. */
  readonly readEnvironment: (envFile: string | undefined) => Environment;
}
