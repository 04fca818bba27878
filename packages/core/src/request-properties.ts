import { MicroError } from "./errors.ts";
import type { Pipeline } from "./exchange.ts";
import type { RequestProperty } from "./extension.ts";
import { Request } from "./http/request.ts";

/** What the extensions of an app add to its requests. */
export class RequestProperties {
  readonly #properties = new Map<string, RequestProperty[]>();

  /**
   * Adds a property.
   *
   * @throws MicroError `MICRO_REQUEST_PROPERTY` for a name that requests have already.
   */
  add(name: string, property: RequestProperty): void {
    const known = this.#properties.get(name) ?? [];
    const other = known.find(({ blueprints }) => blueprints === property.blueprints);
    if (name in Request.prototype || other !== undefined) {
      const whose =
        other === undefined ? "is one of Micro's own" : `is that of the extension "${other.owner}"`;
      throw new MicroError(
        "MICRO_REQUEST_PROPERTY",
        `The extension "${property.owner}" adds the property ${JSON.stringify(name)} to requests, which ${whose}. Give it another name.`,
      );
    }
    this.#properties.set(name, [...known, property]);
  }

  /** The app's class of requests; without properties it is that of Micro. */
  defineClass(): Pipeline["requestClass"] {
    if (this.#properties.size === 0) return Request;
    class AppRequest extends Request {}
    for (const [name, properties] of this.#properties) {
      Object.defineProperty(AppRequest.prototype, name, {
        get(this: Request): unknown {
          const property = propertyFor(this, properties);
          const value = property?.compute(this);
          if (property?.isLive !== true) Object.defineProperty(this, name, { value });
          return value;
        },
      });
    }
    return AppRequest;
  }
}

/** That of the innermost blueprint that has one, else the app's. */
function propertyFor(request: Request, properties: readonly RequestProperty[]): RequestProperty | undefined {
  for (const name of request.blueprints) {
    const found = properties.find(({ blueprints }) => blueprints?.has(name));
    if (found !== undefined) return found;
  }
  return properties.find(({ blueprints }) => blueprints === undefined);
}
