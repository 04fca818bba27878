import { extname, sep } from "node:path";

import type { WatchRules } from "../reload/watch-rules.ts";

/** What browsers load besides pages. */
const ASSETS = new Set(".css .js .mjs .svg .png .jpg .jpeg .gif .webp .avif .ico .woff2".split(" "));

/** Folders whose files are sent as they are. */
const ASSET_FOLDERS = ["static", "public"];

/**
 * The rules for what open pages show again without a restart: templates, and the files of `static/` and `public/`.
 *
 * @param rules - Of the project, where changes make the app start again. @param templates - With templates among them.
 * @example
 * const rules = defineRefreshRules(defineWatchRules(root, { file, skipTemplates: true }), all);
 * rules.includesFile("/srv/site/static/site.css"); // true
 */
export function defineRefreshRules(rules: WatchRules, templates: WatchRules): WatchRules {
  const isAsset = (path: string): boolean =>
    ASSET_FOLDERS.some((name) => path.includes(`${sep}${name}${sep}`));
  return {
    includesFolder: (path) =>
      rules.includesFolder(path) || (isAsset(`${path}${sep}`) && !path.includes(`${sep}node_modules${sep}`)),
    includesFile: (path) =>
      isAsset(path) ? ASSETS.has(extname(path)) : !rules.includesFile(path) && templates.includesFile(path),
  };
}
