import { withApp } from "../app/opened-app.ts";
import { CommandFailure } from "../errors/command-failure.ts";
import type { Shell } from "../shell.ts";
import { formatTable } from "../table.ts";
import { readCertificate } from "../server/certificate.ts";
import { RunningServer } from "./running-server.ts";
import type { ServeOptions } from "./serve-options.ts";
import { readServe, type ServeReading } from "./serve-reading.ts";
import { createServeSystem, type ServeSystem } from "./serve-system.ts";
import { openSockets } from "./socket-set.ts";

/**
 * Serves an app in production: a process that watches over as many workers as the settings say, which share the sockets.
 *
 * @returns The exit status; 3 when the app cannot be started.
 * @throws CommandFailure when there is no app, debug is on, a setting does not fit, or an address cannot be used.
 * @example
 * await serve({ app: undefined, commandLine: { workers: 2 }, variable: {}, checkConfig: false, printConfig: false }, shell);
 */
export async function serve(
  options: ServeOptions,
  shell: Shell,
  system: ServeSystem = createServeSystem(shell),
): Promise<number> {
  const read = (): Promise<ServeReading> => readServe(options, shell);
  const reading = await read();
  const { settings } = reading.launch;
  readCertificate(
    { cert: settings.cert || undefined, key: settings.key || undefined },
    { folder: shell.folder, host: "" },
  );
  if (options.printConfig) return printSettings(reading, shell);
  if (options.checkConfig) return checkApp(options, shell);
  if (!system.sharesSockets)
    throw new CommandFailure(
      "MICRO_SERVE_PLATFORM",
      "micro serve shares sockets between processes, which Windows cannot do in this way. Use micro run without --debug there.",
    );
  const { environment } = shell;
  const sockets = await openSockets({ settings, sources: reading.sources }, { environment, pid: system.pid });
  return new RunningServer({ reading, read, sockets, shell, system }).run();
}

/** A row for each setting: its name, its value, where it comes from. */
function printSettings({ launch, sources }: ServeReading, shell: Shell): number {
  const rows = Object.entries(launch.settings).map(([name, value]) => [
    name,
    name === "socketMode" ? Number(value).toString(8) : JSON.stringify(value),
    sources.get(name) ?? "",
  ]);
  shell.print(formatTable([["Setting", "Value", "From"], ...rows]));
  return 0;
}

/** The settings can be used: what is left is the app. */
async function checkApp(options: ServeOptions, shell: Shell): Promise<number> {
  shell.environment["NODE_ENV"] ||= "production";
  return withApp(options, shell, ({ title, reference }) => {
    shell.print(`${title} of ${reference.file} can be served.`);
    return 0;
  });
}
