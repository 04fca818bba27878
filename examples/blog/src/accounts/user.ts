import { defineEntity, p } from "@micro-web/orm";

const UserSchema = defineEntity({
  name: "User",
  properties: {
    id: p.integer().primary(),
    /** In URLs: `ann-smith`. */
    slug: p.string().length(60).unique(),
    name: p.string().length(60),
    /** As `normalizeAccount()` writes it. */
    email: p.string().length(254).unique(),
    passwordHash: p.string().length(255),
    role: p.enum(["author", "admin"] as const).default("author"),
    isActive: p.boolean().default(true),
    /** When the address was confirmed; nobody logs in before that. */
    confirmedAt: p.datetime().nullable(),
    about: p.string().length(500).default(""),
    /** The name of the picture's file: a random one. */
    picture: p.string().length(60).nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** Who writes and comments. */
export class User extends UserSchema.class {}
UserSchema.setClass(User);
