import { MicroError } from "../errors.ts";
import type { Request } from "../http/request.ts";
import type { CapturedFlash, RenderedTemplate } from "./captures.ts";
import { parseSetCookie, type SetCookie } from "./set-cookie.ts";
import type { TestedJson } from "./tested-app.ts";

/** What a {@link TestResponse} is made of. */
export interface TestResponseParts {
  /** The status and headers. */
  readonly response: globalThis.Response;
  /** The body. */
  readonly bytes: Uint8Array;
  /** The request it answers. */
  readonly request: Request;
  /** Where the request went, whole. */
  readonly url: string;
  /** The redirects that led to it, oldest first. */
  readonly history: readonly TestResponse[];
  /** How the app reads JSON. */
  readonly json: Pick<TestedJson, "parse">;
  /** What was rendered for it. */
  readonly templates: readonly RenderedTemplate[];
  /** What was flashed by its request. */
  readonly flashes: readonly CapturedFlash[];
}

/** A response, read to its end. */
export class TestResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The body. */
  readonly bytes: Uint8Array;
  /** The request it answers, with its `session` and `g`; after redirects the last one. A mounted app has its own. */
  readonly request: Request;
  /** The URL of that request. */
  readonly url: string;
  /** The redirects that were followed, oldest first. */
  readonly history: readonly TestResponse[];
  /** The templates that were rendered for it, with their contexts. */
  readonly templates: readonly RenderedTemplate[];
  /** The messages that its request flashed. */
  readonly flashes: readonly CapturedFlash[];

  readonly #json: Pick<TestedJson, "parse">;

  /** @param parts - What the app answered, and to which request. */
  constructor({ response, bytes, ...facts }: TestResponseParts) {
    this.status = response.status;
    this.headers = response.headers;
    this.bytes = bytes;
    this.#json = facts.json;
    this.request = facts.request;
    this.url = facts.url;
    this.history = facts.history;
    this.templates = facts.templates;
    this.flashes = facts.flashes;
  }

  /** Whether the status is 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /** The path and query of the request it answers. */
  get path(): string {
    const { rawPath, queryString } = this.request;
    return queryString === "" ? rawPath : `${rawPath}?${queryString}`;
  }

  /** The Content-Type without parameters, lower-case; "" without one. */
  get type(): string {
    const [type = ""] = (this.headers.get("content-type") ?? "").split(";");
    return type.trim().toLowerCase();
  }

  /** The `Location` header; `null` without one. */
  get location(): string | null {
    return this.headers.get("location");
  }

  /** The cookies that it sets. */
  get setCookies(): readonly SetCookie[] {
    return this.headers.getSetCookie().flatMap((header) => parseSetCookie(header) ?? []);
  }

  /** The body as text. */
  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  /**
   * The body as JSON, read as the app reads it.
   *
   * @typeParam Value - What the test expects.
   * @throws MicroError `MICRO_TEST_JSON`, with the beginning of the body, when it is none.
   */
  json<Value = unknown>(): Value {
    try {
      return this.#json.parse(this.text) as Value; // the test says what it expects
    } catch (cause) {
      throw new MicroError(
        "MICRO_TEST_JSON",
        `The response to ${describeResponse(this)} is not JSON. Read its text, or return an object from the view.`,
        { cause },
      );
    }
  }
}

/** A response in a sentence, for messages: `GET /movies (404 text/html: "<!doctype html>...")`. */
export function describeResponse({ request, path, status, type, text }: TestResponse): string {
  const excerpt = text.length > 200 ? `${text.slice(0, 200)}...` : text;
  return `${request.method} ${path} (${status} ${type || "without a type"}: ${JSON.stringify(excerpt)})`;
}
