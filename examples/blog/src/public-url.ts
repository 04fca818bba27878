import type { Request } from "micro-web";
import { currentApp } from "micro-web/context";

/**
 * A URL of the site for those who are elsewhere: readers of mails and feeds, programs. Its scheme is that of the
 * configuration, since a server in front may speak https where the app sees http.
 */
export function publicUrl(
  request: Request<unknown, unknown>,
  endpoint: string,
  values: Readonly<Record<string, unknown>> = {},
): string {
  return request.urlFor(endpoint, values, {
    external: true,
    scheme: currentApp().config.PREFERRED_URL_SCHEME,
  });
}
