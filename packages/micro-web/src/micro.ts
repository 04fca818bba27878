import { type EndpointTable, Micro as CoreMicro, type MicroOptions, type ModuleMeta } from "@micro-web/core";
import { nunjucks } from "@micro-web/nunjucks";

/**
 * An app that renders its templates with nunjucks.
 *
 * Another engine takes its place: `new Micro(import.meta, { engines: [...] })`.
 *
 * @typeParam Table - Its endpoints, from `routes()` and `mount()`.
 * @typeParam Settings - Its configuration, from `configSchema`.
 * @typeParam Properties - What extensions add to its requests, from `register()`.
 * @example
 * export const app = new Micro(import.meta);
 * app.get("/", () => render("index.html", { title: "Movies" }));
 */
export class Micro<
  Table extends EndpointTable = Record<never, string>,
  Settings = unknown,
  Properties = unknown,
> extends CoreMicro<Table, Settings, Properties> {
  /** @param meta - `import.meta` of the app's module. @param options - See {@link MicroOptions}. */
  constructor(meta: ModuleMeta | null = null, options: MicroOptions<Settings> = {}) {
    super(meta, { engines: [nunjucks()], ...options });
  }
}
