import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { findApp } from "../app/app-reference.ts";
import { isDebug, readEnvironment } from "../app/environment.ts";
import { projectFolderOf } from "../app/project-folder.ts";
import { placeOf, type RunOptions, toRunCommand } from "../run-options.ts";
import { bannerOf } from "../server/banner.ts";
import { readCertificate } from "../server/certificate.ts";
import { listen } from "../server/listening.ts";
import { CommandFailure } from "../errors/command-failure.ts";
import type { Shell } from "../shell.ts";
import { FolderWatcher, type WatcherOptions } from "./folder-watcher.ts";
import { Supervisor } from "./supervisor.ts";
import { defineWatchRules, extraPlaces, type WatchedPlace } from "./watch-rules.ts";

/** The script of the process that runs the app, built or as source like this file. */
const SCRIPT = fileURLToPath(new URL(`./app-host-process${extname(import.meta.url)}`, import.meta.url));

/**
 * Serves an app like `run()`, in a process of its own that is replaced when a file of the project changes.
 *
 * This process owns the socket, so that no request is refused meanwhile.
 *
 * @returns The exit status.
 * @throws CommandFailure when there is no app, or its address cannot be used.
 * @example
 * await runWithReload({ app: "src/site.ts", host: "127.0.0.1", port: 5000, debug: true, reload: true }, shell);
 */
export async function runWithReload(options: RunOptions, shell: Shell): Promise<number> {
  const environment = readEnvironment(shell, options);
  if (environment["NODE_ENV"] === "production") throw reloadInProduction();
  const reference = findApp(shell.folder, { option: options.app, environment });
  const place = placeOf(options, environment);
  const certificate = readCertificate(options, { folder: shell.folder, host: place.host });
  const debug = isDebug(environment);
  const folder = projectFolderOf(reference.file, shell.folder);
  const supervisor = new Supervisor({
    reference,
    debug,
    envFile: options.envFile,
    certificate,
    shell,
    fork: () => fork(SCRIPT, { cwd: shell.folder, env: { ...compileCacheOf(folder), ...shell.environment } }),
    onFirstReady: (title) =>
      shell.print(bannerOf({ reference, title, url, debug, reload: true }, shell.folder)),
  });
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => supervisor.accept(socket));
  const scheme = certificate === null ? "http" : "https";
  const url = await listen(server, { ...place, scheme }, (port) => toRunCommand(options, port));
  const rules = defineWatchRules(folder, {
    file: reference.file,
    skipTemplates: debug,
    excluded: options.excludePatterns,
  });
  const watchers = watchPlaces([{ folder, rules }, ...extraPlaces(options.extraFiles ?? [], shell.folder)], {
    onChange: (path) => supervisor.restart(relative(shell.folder, path)),
    /* v8 ignore next -- when the system has no watchers left */
    onError: (error) => shell.warn(` * Some changes will not be seen: ${error.message}`),
  });
  supervisor.start();
  await shell.untilStopped();
  for (const watcher of watchers) watcher.close();
  server.close();
  await supervisor.stop();
  return 0;
}

function reloadInProduction(): CommandFailure {
  return new CommandFailure(
    "MICRO_DEBUG_PRODUCTION",
    "NODE_ENV is production, where --reload would show errors to visitors and watch for changes that never come. " +
      "Leave it out, or unset NODE_ENV on your own machine.",
  );
}

function watchPlaces(
  places: readonly WatchedPlace[],
  listeners: Omit<WatcherOptions, "rules">,
): FolderWatcher[] {
  return places.map(({ folder, rules }) => new FolderWatcher(folder, { rules, ...listeners }));
}

/** Node keeps what it has compiled, and an app of many modules starts again in half the time. */
function compileCacheOf(folder: string): Record<string, string> {
  const modules = join(folder, "node_modules");
  return existsSync(modules) ? { NODE_COMPILE_CACHE: join(modules, ".cache", "micro") } : {};
}
