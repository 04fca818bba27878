import type { AppSetup } from "./extension.ts";
import type { Scope } from "./scope.ts";

/** What {@link createAppSetup} needs of an app besides its registrations. */
export interface SetupOwner
  extends
    Scope,
    Pick<
      AppSetup,
      | "rootPath"
      | "instancePath"
      | "logger"
      | "templates"
      | "signals"
      | "health"
      | "addConverter"
      | "shellContext"
      | "onRoute"
      | "onStart"
      | "onClose"
    > {
  use(middleware: Parameters<AppSetup["use"]>[0]): void;
  mount(blueprint: Parameters<AppSetup["mount"]>[0]): unknown;
  teardownAppContext: AppSetup["teardownAppContext"];
}

/** What an app's extensions do that is no registration of the app itself. */
type OwnMembers = Pick<
  AppSetup,
  "addRequestProperty" | "cli" | "command" | "extension" | "ownFormField" | "setJson" | "setSessions"
>;

/** The narrow face of an app that extensions get: registrations only, and no way back to the app. */
export function createAppSetup(app: SetupOwner, own: OwnMembers): AppSetup {
  return {
    ...own,
    get: app.get,
    post: app.post,
    put: app.put,
    patch: app.patch,
    delete: app.delete,
    route: app.route,
    rootPath: app.rootPath,
    instancePath: app.instancePath,
    logger: app.logger,
    templates: app.templates,
    signals: app.signals,
    health: app.health,
    use: (middleware) => app.use(middleware),
    mount: (blueprint) => void app.mount(blueprint),
    beforeRequest: (hook) => app.beforeRequest(hook),
    afterRequest: (hook) => app.afterRequest(hook),
    teardownRequest: (hook) => app.teardownRequest(hook),
    teardownAppContext: (hook) => app.teardownAppContext(hook),
    urlValuePreprocessor: (hook) => app.urlValuePreprocessor(hook),
    urlDefaults: (hook) => app.urlDefaults(hook),
    onError: (target, handler) => app.onError(target, handler),
    addConverter: (name, factory) => app.addConverter(name, factory),
    shellContext: (provide) => app.shellContext(provide),
    onRoute: (listener) => app.onRoute(listener),
    onStart: (listener) => app.onStart(listener),
    onClose: (listener) => app.onClose(listener),
  };
}
