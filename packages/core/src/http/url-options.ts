/** What to build a URL with, besides the values. */
export interface UrlOptions {
  /** The fragment, without `#`. */
  readonly anchor?: string | undefined;
  /** Prefer the rule of an endpoint that answers this method. @default that of the request */
  readonly method?: string | undefined;
  /** The scheme, `https`; the URL is external then. @default that of the request */
  readonly scheme?: string | undefined;
  /**
   * Whether the URL has scheme and host.
   *
   * @default whether it is for another host than the request's, has a scheme of its own, or is built outside a request
   */
  readonly external?: boolean | undefined;
}
