import {
  type BeforeRequestHook,
  type Extension,
  Micro,
  type Middleware,
  type ViewWrapper,
} from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import {
  basicAuth,
  bearerAuth,
  type ContentSecurityPolicy,
  cors,
  type Guard,
  overrideSecurity,
  security,
  type SecurityConfig,
  type SecurityProperties,
} from "./index.ts";

describe("security() [F250 F251]", () => {
  it("adds request.cspNonce() where it is registered, and nowhere else", () => {
    new Micro(null).register(security()).get("/", (request) => {
      expectTypeOf(request.cspNonce()).toEqualTypeOf<string>();
      return request.cspNonce();
    });
    // @ts-expect-error -- this app has no security()
    new Micro(null).get("/", (request) => request.cspNonce());
    expectTypeOf(security).returns.toExtend<Extension<void, SecurityConfig, SecurityProperties>>();
  });

  it("knows its directives and values", () => {
    security({ contentSecurityPolicy: { imgSrc: ["https://a.example"], styleSrc: false } });
    security({ contentSecurityPolicy: (policy) => ({ ...policy, imgSrc: ["self"] }) });
    // @ts-expect-error -- a directive that is misspelled
    security({ contentSecurityPolicy: { imageSrc: [] } });
    // @ts-expect-error -- a list is needed
    security({ contentSecurityPolicy: { imgSrc: "self" } });
    // @ts-expect-error -- who may frame is said in one place
    security({ contentSecurityPolicy: { frameAncestors: ["self"] } });
    // @ts-expect-error -- no such value
    security({ crossOriginOpenerPolicy: "cross-origin" });
    // @ts-expect-error -- only views are exempt from the redirect
    security({ redirectsToHttps: false });
    expectTypeOf<ContentSecurityPolicy["scriptSrc"]>().toEqualTypeOf<readonly string[] | false | undefined>();
    new Micro(null).get(
      "/",
      { meta: { ...overrideSecurity({ redirectsToHttps: false }), csrf: false } },
      () => "x",
    );
  });
});

describe("cors() [F258]", () => {
  it("has to be told whose pages may read", () => {
    cors({ origins: ["https://a.example", /https:\/\/\w+\.example/] });
    expectTypeOf(cors({ resources: { "/api/*": { origins: "*" } } })).toEqualTypeOf<Extension<void>>();
    // @ts-expect-error -- nothing says which origins
    cors({});
    // @ts-expect-error -- a list, "*" or a function
    cors({ origins: "https://a.example" });
  });
});

describe("guards [F259]", () => {
  it("know their users", () => {
    expectTypeOf(basicAuth({ users: { ann: "x" } })).toEqualTypeOf<Guard<string>>();
    const guard = bearerAuth({ verify: async (token) => Promise.resolve(token === "x" ? { id: 3 } : null) });
    expectTypeOf(guard.user).returns.toEqualTypeOf<{ id: number } | undefined>();
    expectTypeOf(guard).toExtend<ViewWrapper>();
    expectTypeOf(guard).toExtend<BeforeRequestHook>();
    expectTypeOf(guard).toExtend<Middleware>();
    // @ts-expect-error -- nothing says who may come in
    basicAuth({ realm: "x" });
  });
});
