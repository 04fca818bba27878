import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { extname, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { findApp } from "../app/app-reference.ts";
import { compileCacheOf } from "../app/compile-cache.ts";
import { isDebug, readEnvironment } from "../app/environment.ts";
import { projectFolderOf } from "../app/project-folder.ts";
import { placeOf, type RunOptions, toRunCommand } from "../run-options.ts";
import { bannerOf } from "../server/banner.ts";
import { readCertificate } from "../server/certificate.ts";
import { allowDebugHosts } from "../server/debug-hosts.ts";
import { listen } from "../server/listening.ts";
import { CommandFailure } from "../errors/command-failure.ts";
import type { Shell } from "../shell.ts";
import { defineRefreshRules } from "../refresh/refresh-rules.ts";
import { FolderWatcher, type WatcherOptions } from "./folder-watcher.ts";
import { Supervisor } from "./supervisor.ts";
import { defineWatchRules, extraPlaces, type WatchedPlace } from "./watch-rules.ts";

/** Of the secret that pages and server share. */
const TOKEN_BYTES = 16;

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
  const debug = isDebug(environment);
  if (debug) allowDebugHosts(shell.environment, place.host);
  const certificate = readCertificate(options, { folder: shell.folder, host: place.host });
  const refreshToken = debug ? randomBytes(TOKEN_BYTES).toString("hex") : "";
  const folder = projectFolderOf(reference.file, shell.folder);
  const supervisor = new Supervisor({
    reference,
    debug,
    envFile: options.envFile,
    certificate,
    refreshToken,
    keepsSpare: true,
    shell,
    fork: () => fork(SCRIPT, { cwd: shell.folder, env: { ...compileCacheOf(folder), ...shell.environment } }),
    onFirstReady: (title) =>
      shell.print(bannerOf({ reference, title, url, debug, reload: true }, shell.folder)),
  });
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => supervisor.accept(socket));
  const scheme = certificate === null ? "http" : "https";
  const url = await listen(server, { ...place, scheme }, (port) => toRunCommand(options, port));
  const watchers = watchProject({ folder, file: reference.file, debug }, { options, shell, supervisor });
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

interface WatchedProject {
  readonly folder: string;
  /** The app's module. */
  readonly file: string;
  readonly debug: boolean;
}

/** Watches what the app is made of; in debug also what open pages show again without a restart. */
function watchProject(
  { folder, file, debug }: WatchedProject,
  { options, shell, supervisor }: { options: RunOptions; shell: Shell; supervisor: Supervisor },
): FolderWatcher[] {
  const { extraFiles = [], excludePatterns: excluded } = options;
  /* v8 ignore next -- when the system has no watchers left */
  const onError = (error: Error): void => shell.warn(` * Some changes will not be seen: ${error.message}`);
  const rules = defineWatchRules(folder, { file, skipTemplates: debug, excluded });
  const all = defineWatchRules(folder, { file, skipTemplates: false, excluded });
  const shown = debug ? [{ folder, rules: defineRefreshRules(rules, all) }] : [];
  return [
    ...watchPlaces([{ folder, rules }, ...extraPlaces(extraFiles, shell.folder)], {
      onChange: (path) => supervisor.restart(relative(shell.folder, path)),
      onError,
    }),
    ...watchPlaces(shown, {
      onChange: (path) => supervisor.refresh(path.endsWith(".css") ? "styles" : "refresh"),
      onError,
    }),
  ];
}

function watchPlaces(
  places: readonly WatchedPlace[],
  listeners: Omit<WatcherOptions, "rules">,
): FolderWatcher[] {
  return places.map(({ folder, rules }) => new FolderWatcher(folder, { rules, ...listeners }));
}
