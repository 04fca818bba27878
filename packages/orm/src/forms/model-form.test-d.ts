import { expectTypeOf, it } from "vitest";

import { type DataLayer, defineEntity, p } from "../index.ts";
import { modelForm } from "./index.ts";

const BookSchema = defineEntity({
  name: "Book",
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    pages: p.integer().nullable(),
    soldAt: p.datetime(),
    isOld: p.boolean().default(false),
    parent: () => p.manyToOne(Book).nullable(),
  },
});
class Book extends BookSchema.class {}

declare const layer: DataLayer;

it("has data of the types of the columns", async () => {
  const BookForm = modelForm(layer, Book, { fields: ["title", "pages", "soldAt", "isOld", "parent"] });
  const { data } = await BookForm.bind({});
  if (data === undefined) return;
  expectTypeOf(data.title).toEqualTypeOf<string>();
  expectTypeOf(data.pages).toEqualTypeOf<number | undefined>();
  expectTypeOf(data.soldAt).toEqualTypeOf<string>();
  expectTypeOf(data.isOld).toEqualTypeOf<boolean>();
  expectTypeOf(data.parent).toEqualTypeOf<string | number | boolean | undefined>();
});

it("refuses fields that the model has not", () => {
  // @ts-expect-error: it is called title
  modelForm(layer, Book, { fields: ["heading"] });
  // @ts-expect-error: as above
  modelForm(layer, Book, { exclude: ["heading"] });
  expectTypeOf(modelForm(layer, "Book", { fields: ["anything"] })).toExtend<object>();
});
