import type { AppReference } from "../app/app-reference.ts";
import { basename, relative } from "node:path";

/** What is said when a server has started. */
export interface BannerFacts {
  readonly reference: AppReference;
  /** The export that is served; "" when the module could not be imported. */
  readonly title: string;
  readonly url: string;
  readonly debug: boolean;
  readonly reload: boolean;
}

/**
 * The lines that tell which app is served, from where, and how; the last one has the URL.
 *
 * @param folder - Paths are shown relative to it.
 * @example
 * bannerOf({ reference, title: "app", url: "http://127.0.0.1:5000", debug: true, reload: false }, "/srv");
 * //  * Serving app of app.ts (found by its name)
 * //  * Debug is on, reload is off: not for production
 * //  * Running on http://127.0.0.1:5000 (Ctrl+C stops it)
 */
export function bannerOf({ reference, title, url, debug, reload }: BannerFacts, folder: string): string {
  const path = relative(folder, reference.file);
  const file = path.startsWith("..") ? basename(reference.file) : path;
  const warning = debug || reload ? ": not for production, errors are shown to whoever asks" : "";
  return [
    ` * Serving ${title === "" ? file : `${title} of ${file}`} (${reference.source})`,
    ` * Debug is ${onOff(debug)}, reload is ${onOff(reload)}${warning}`,
    ` * Running on ${url} (Ctrl+C stops it)`,
  ].join("\n");
}

function onOff(value: boolean): string {
  return value ? "on" : "off";
}
