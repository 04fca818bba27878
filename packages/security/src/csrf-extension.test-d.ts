import { type Extension, Micro, type Request } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import {
  csrf,
  type CsrfConfig,
  type CsrfErrorCode,
  CsrfError,
  type CsrfProperties,
  type CsrfProtection,
} from "./index.ts";

describe("csrf() [F247 F248]", () => {
  it("adds request.csrfToken() where it is registered, and nowhere else", () => {
    const app = new Micro(null).register(csrf({ token: "always" }));
    app.get("/", (request) => {
      expectTypeOf(request.csrfToken()).toEqualTypeOf<string>();
      return request.csrfToken();
    });
    // @ts-expect-error -- this app has no CSRF protection
    new Micro(null).get("/", (request) => request.csrfToken());
  });

  it("gives its API, and knows its options", () => {
    expectTypeOf(csrf).returns.toExtend<Extension<CsrfProtection, CsrfConfig, CsrfProperties>>();
    expectTypeOf(new Micro(null).use(csrf())).toEqualTypeOf<CsrfProtection>();
    expectTypeOf<CsrfProtection["token"]>().parameter(0).toEqualTypeOf<Request>();
    // @ts-expect-error -- no such choice
    csrf({ token: "never" });
    new Micro(null).onError(CsrfError, (error) => {
      expectTypeOf(error.code).toEqualTypeOf<CsrfErrorCode>();
      return error.advice;
    });
  });
});
