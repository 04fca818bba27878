import { expectTypeOf, test } from "vitest";

import type { Request } from "../http/request.ts";
import type { Session, SessionData } from "../http/session.ts";
import { createSession } from "./session.ts";
import type { SessionTag } from "./tagged-json.ts";

declare module "../http/session.ts" {
  interface SessionData {
    cartOfTypeTest?: { readonly items: number[] };
  }
}

test("a session has the names that the app declares, and any others as unknown", () => {
  expectTypeOf<Request["session"]>().toEqualTypeOf<Session>();
  expectTypeOf<SessionData["cartOfTypeTest"]>().toEqualTypeOf<{ readonly items: number[] } | undefined>();
  expectTypeOf(createSession()["other"]).toEqualTypeOf<unknown>();
  // @ts-expect-error -- items are numbers
  createSession().cartOfTypeTest = { items: ["x"] };
});

test("the controls of a session are typed", () => {
  const session = createSession();
  expectTypeOf(session.isNew).toEqualTypeOf<boolean>();
  expectTypeOf(session.clear).returns.toEqualTypeOf<void>();
  session.permanent = true;
  // @ts-expect-error -- it cannot be set
  session.isModified = true;
});

test("the tag of a class fits among tags", () => {
  expectTypeOf<SessionTag<Date>>().toExtend<SessionTag>();
});
