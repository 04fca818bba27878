import { describe, expectTypeOf, it } from "vitest";

import type { Form } from "./form.ts";
import type { MultiDict } from "./multi-dict.ts";
import type { Request } from "./request.ts";
import type { UploadedFile } from "./uploaded-file.ts";

declare const query: MultiDict;
declare const form: Form;
declare const request: Request;

describe("the values of a MultiDict", () => {
  it("are of the type that the fallback and the conversion give [F73]", () => {
    expectTypeOf(query.get("q")).toEqualTypeOf<string | undefined>();
    expectTypeOf(query.get("q", "")).toEqualTypeOf<string>();
    expectTypeOf(query.get("page", 1, Number)).toEqualTypeOf<number>();
    expectTypeOf(query.get("page", null)).toEqualTypeOf<string | null>();
    expectTypeOf(query.require("q")).toEqualTypeOf<string>();
    expectTypeOf(query.getAll("tag")).toEqualTypeOf<string[]>();
    expectTypeOf(query.getAll("tag", Number)).toEqualTypeOf<number[]>();
    expectTypeOf(query.toObject()).toEqualTypeOf<Record<string, string>>();
    expectTypeOf(query.toObject({ flat: false })).toEqualTypeOf<Record<string, string[]>>();
  });

  it("are files beside fields [F74]", () => {
    expectTypeOf(form.get("title")).toEqualTypeOf<string | undefined>();
    expectTypeOf(form.files.require("poster")).toEqualTypeOf<UploadedFile>();
  });

  it("are one of the offers, or the fallback [F85]", () => {
    expectTypeOf(request.accepts("text/html", "text/plain")).toEqualTypeOf<
      "text/html" | "text/plain" | undefined
    >();
    expectTypeOf(request.acceptLanguages.bestMatch(["de", "en"])).toEqualTypeOf<"de" | "en" | undefined>();
    expectTypeOf(request.acceptLanguages.bestMatch(["de"], null)).toEqualTypeOf<"de" | null>();
  });
});
