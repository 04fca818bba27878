import type { AppSetup } from "./extension.ts";
import type { Scope } from "./scope.ts";

/** What {@link createAppSetup} needs of an app besides its registrations. */
interface SetupOwner
  extends Scope, Pick<AppSetup, "templates" | "addConverter" | "command" | "onStart" | "onClose"> {
  mount(blueprint: Parameters<AppSetup["mount"]>[0]): unknown;
}

/** The narrow face of an app that extensions get: registrations only, and no way back to the app. */
export function createAppSetup(
  app: SetupOwner,
  own: Pick<AppSetup, "addRequestProperty" | "extension">,
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
    mount: (blueprint) => void app.mount(blueprint),
    beforeRequest: (hook) => app.beforeRequest(hook),
    afterRequest: (hook) => app.afterRequest(hook),
    teardownRequest: (hook) => app.teardownRequest(hook),
    onError: (target, handler) => app.onError(target, handler),
    addConverter: (name, factory) => app.addConverter(name, factory),
    command: (name, command) => app.command(name, command),
    onStart: (listener) => app.onStart(listener),
    onClose: (listener) => app.onClose(listener),
  };
}
