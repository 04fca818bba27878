import type { AppSetup } from "./extension.ts";
import type { Scope } from "./scope.ts";

/** What {@link createAppSetup} needs of an app besides its registrations. */
interface SetupOwner
  extends
    Scope,
    Pick<AppSetup, "templates" | "signals" | "addConverter" | "command" | "onRoute" | "onStart" | "onClose"> {
  mount(blueprint: Parameters<AppSetup["mount"]>[0]): unknown;
  teardownAppContext: AppSetup["teardownAppContext"];
}

/** The narrow face of an app that extensions get: registrations only, and no way back to the app. */
export function createAppSetup(
  app: SetupOwner,
  own: Pick<AppSetup, "addRequestProperty" | "extension" | "setSessions" | "use">,
): AppSetup {
  return {
    ...own,
    get: app.get,
    post: app.post,
    put: app.put,
    patch: app.patch,
    delete: app.delete,
    route: app.route,
    templates: app.templates,
    signals: app.signals,
    mount: (blueprint) => void app.mount(blueprint),
    beforeRequest: (hook) => app.beforeRequest(hook),
    afterRequest: (hook) => app.afterRequest(hook),
    teardownRequest: (hook) => app.teardownRequest(hook),
    teardownAppContext: (hook) => app.teardownAppContext(hook),
    urlValuePreprocessor: (hook) => app.urlValuePreprocessor(hook),
    urlDefaults: (hook) => app.urlDefaults(hook),
    onError: (target, handler) => app.onError(target, handler),
    addConverter: (name, factory) => app.addConverter(name, factory),
    command: (name, command, group) => app.command(name, command, group),
    onRoute: (listener) => app.onRoute(listener),
    onStart: (listener) => app.onStart(listener),
    onClose: (listener) => app.onClose(listener),
  };
}
