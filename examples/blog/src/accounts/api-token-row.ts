import { defineEntity, p } from "@micro-web/orm";

const ApiTokenRowSchema = defineEntity({
  name: "ApiTokenRow",
  tableName: "api_token",
  properties: {
    id: p.string().length(22).primary(),
    userId: p.string().length(20).index(),
    hash: p.string().length(43),
    name: p.string().length(60),
    abilities: p.json<readonly string[]>(),
    createdAt: p.bigint("number"),
    expiresAt: p.bigint("number").nullable(),
    lastUsedAt: p.bigint("number").nullable(),
  },
});

/** A token with which a program acts for somebody. Of the token itself only a hash is here. */
export class ApiTokenRow extends ApiTokenRowSchema.class {}
ApiTokenRowSchema.setClass(ApiTokenRow);
