import type { Config } from "./config.ts";
import type { Logger } from "./logger.ts";
import type { UrlOptions } from "./http/url-options.ts";
import { folderBelow } from "./module-folder.ts";
import type { ScopeRegistry } from "./scope-registry.ts";
import type { AppSignals } from "./signals.ts";
import type { TemplateEngine } from "./template-engine.ts";
import { TemplateFolders } from "./template-folder.ts";
import type { TemplateSource } from "./template-source.ts";
import { type RenderListener, Templates } from "./templating.ts";

/** What {@link createTemplates} needs of an app. */
interface TemplatesOwner {
  readonly "~registry": ScopeRegistry;
  readonly rootPath: string;
  readonly config: Config;
  readonly signals: AppSignals;
  buildUrl(endpoint: string, values: Readonly<Record<string, unknown>>, options: UrlOptions): string;
}

/** How an app's templates are found and rendered. */
export interface TemplatesOptions {
  readonly engines: readonly TemplateEngine[];
  /** Beside the app's module. */
  readonly templateFolder: string;
  /** `undefined` is the folders of the app and its blueprints. */
  readonly templateSource: TemplateSource | undefined;
  readonly logger: Logger;
}

/** The templates of an app, not yet started. */
export function createTemplates(app: TemplatesOwner, options: TemplatesOptions): Templates {
  const { beforeRenderTemplate, templateRendered } = app.signals;
  return new Templates(
    {
      source: options.templateSource ?? foldersOf(app, options.templateFolder),
      buildUrl: (endpoint, { _anchor, _method, _scheme, _external, ...values }, request) => {
        const external = typeof _external === "boolean" ? _external : undefined;
        const options = {
          anchor: toText(_anchor),
          method: toText(_method),
          scheme: toText(_scheme),
          external,
        };
        return request === null
          ? app.buildUrl(endpoint, values, { ...options, external: external ?? true })
          : request.urlFor(endpoint, values, options);
      },
      config: () => app.config,
      explain: () => (app.config.EXPLAIN_TEMPLATE_LOADING ? (message) => options.logger.info(message) : null),
      debug: () => app.config.DEBUG,
      autoReload: () => app.config.TEMPLATES_AUTO_RELOAD ?? app.config.DEBUG,
      beforeRender: sendTo(beforeRenderTemplate),
      rendered: sendTo(templateRendered),
    },
    options.engines,
  );
}

function sendTo(signal: AppSignals["templateRendered"]): RenderListener {
  return (template, context, request) => {
    if (signal.hasReceivers) signal.send({ template, context, request });
  };
}

/** The app's folder, then those of its blueprints in the order they were mounted. */
function foldersOf(app: TemplatesOwner, templateFolder: string): TemplateFolders {
  const own = folderBelow(app.rootPath, templateFolder);
  return new TemplateFolders(() => {
    const others = [...app["~registry"].all()].map(({ folders }) => folders.templates);
    return [...new Set([own, ...others].filter(Boolean))];
  });
}

function toText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
