import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";

import { Micro } from "./app.ts";

describe("app.config", () => {
  it("knows the type of Micro's keys [F7 F530]", () => {
    const { config } = new Micro();
    expectTypeOf(config.SECRET_KEY).toEqualTypeOf<string | null>();
    expectTypeOf(config.MAX_CONTENT_LENGTH).toEqualTypeOf<number>();
    // @ts-expect-error -- there is no such key
    void config.SECRET;
  });

  it("knows the type of the app's own keys by its schema [F7 F530 W34]", () => {
    const configSchema = z.object({ DATABASE_URL: z.url(), WORKERS: z.coerce.number().default(2) });
    const { config } = new Micro(null, { configSchema });
    expectTypeOf(config.DATABASE_URL).toEqualTypeOf<string>();
    expectTypeOf(config.WORKERS).toEqualTypeOf<number>();
    // @ts-expect-error -- there is no such key
    void config.DATABASE;
  });

  it("gives the unknown for any other key", () => {
    expectTypeOf(new Micro().config.get("OTHER")).toEqualTypeOf<unknown>();
  });

  it("stays known when the app learns endpoints", () => {
    const app = new Micro(null, { configSchema: z.object({ WORKERS: z.number() }), config: { WORKERS: 1 } });
    expectTypeOf(app.routes({}).config.WORKERS).toEqualTypeOf<number>();
  });
});
