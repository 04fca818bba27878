import { defineEntity, p } from "@micro-web/orm";

const TagSchema = defineEntity({
  name: "Tag",
  properties: {
    id: p.integer().primary(),
    /** Lower case, with hyphens: it is in URLs as it is. */
    name: p.string().length(30).unique(),
  },
});

/** What posts are about. */
export class Tag extends TagSchema.class {}
TagSchema.setClass(Tag);
