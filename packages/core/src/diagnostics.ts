import type { Extension } from "./extension.ts";

/**
 * Publishes what happens in an app to `node:diagnostics_channel`, for tracing such as OpenTelemetry, which subscribes
 * without patching anything: `micro.request.start` with `{ request }`, `micro.request.finish` with `{ request, response }`
 * and `micro.request.error` with `{ request, error }`.
 *
 * @example
 * app.use(diagnostics());
 * subscribe("micro.request.finish", ({ request, response }) => span.end(request.rule, response.status));
 */
export function diagnostics(): Extension<void> {
  return {
    name: "diagnostics",
    setup({ signals }): void {
      const { channel } = process.getBuiltinModule("node:diagnostics_channel");
      const [start, finish, error] = ["start", "finish", "error"].map((name) =>
        channel(`micro.request.${name}`),
      );
      signals.requestStarted.connect((message) => start?.publish(message));
      signals.requestFinished.connect((message) => finish?.publish(message));
      signals.gotRequestException.connect((message) => error?.publish(message));
    },
  };
}
