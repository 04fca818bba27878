import type { StoredView } from "./hooks.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";

/**
 * A view whose module is imported when it is first asked for (Flask's `LazyView`): an app with many views starts sooner.
 *
 * An import that fails is tried again by the next request.
 *
 * @param load - Imports the view.
 * @example
 * app.get("/reports", { name: "reports" }, lazyView(async () => (await import("./reports.ts")).index));
 */
export function lazyView<LoadedView extends StoredView>(load: () => Promise<LoadedView>): LoadedView {
  let loading: Promise<LoadedView> | undefined;
  let view: LoadedView | undefined;
  async function loadView(): Promise<LoadedView> {
    try {
      loading ??= load();
      view = await loading;
      return view;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }
  const lazy = (request: Request, response: Response): unknown =>
    view === undefined ? loadView().then((loaded) => loaded(request, response)) : view(request, response);
  Object.defineProperty(lazy, "name", { value: "" }); // the endpoint is named by its route
  return lazy as LoadedView; // it takes and gives the same
}
