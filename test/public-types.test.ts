import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";

import { packageFolder, PACKAGES, ROOT } from "./packages.ts";
import { TypeProgram } from "./type-program.ts";

/** The declarations that users get. */
const DECLARATIONS = PACKAGES.flatMap((directory) =>
  readdirSync(`${packageFolder(directory)}/dist`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".d.ts"))
    .map((path) => `${packageFolder(directory)}/dist/${path.replaceAll("\\", "/")}`),
);

/** The places where a file's declarations say `any`. */
function findAny(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword)
      found.push(`${path.slice(ROOT.length)}: ${node.parent.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const APP = `import { Blueprint, get, Micro, render, reply, type Extension, type View } from "micro-web";

const show: View<{ readonly id: number }> = ({ params }) => ({ id: params.id + 1 });
const blog = new Blueprint("blog", import.meta, { prefix: "/<lang>/blog" }).routes({
  index: get("/", ({ query }) => render("blog/index.html", { page: query.get("page") })),
  show: get("/<int:id>", show),
});
export const app = new Micro(import.meta, { config: { SECRET_KEY: "secret" } }).mount(blog);
app.onError(404, (error) => reply({ error: error.message }, 404, { "Cache-Control": "no-store" }));
app.beforeRequest((request) => (request.session["user"] === undefined ? reply("no", 401) : undefined));
export const url: string = app.urlFor("blog.show", { lang: "en", id: 3 });
// @ts-expect-error -- the id is missing
app.urlFor("blog.show", { lang: "en" });
// @ts-expect-error -- an option that may be left out may not be undefined
new Blueprint("other", null, { prefix: undefined });
`;

describe("the types of the packages as they are built [F532]", () => {
  it("say any nowhere [F532]", () => {
    expect(DECLARATIONS.length).toBeGreaterThan(100);
    expect(DECLARATIONS.flatMap(findAny)).toEqual([]);
  });

  it("have no mistakes of their own, and compile an app, under exactOptionalPropertyTypes without skipLibCheck [F532 F522]", () => {
    expect(new TypeProgram({ readsSources: false }).check({ "app.ts": APP }).errors).toEqual([]);
  });
});

describe("what an app adds to the types of Micro", () => {
  const program = new TypeProgram({ readsSources: false });

  it("types g, session and the properties that extensions add to requests, by module augmentation [F167 W29]", () => {
    const { errors } = program.check({
      "app.ts": `import { Micro } from "micro-web";
import { currentRequest, g, session } from "micro-web/context";

interface User { readonly name: string }

declare module "@micro-web/core" {
  interface RequestGlobals { user: User }
  interface SessionData { userId?: number }
  interface RequestProperties { readonly locale: "de" | "en" }
}

const app = new Micro(import.meta);
app.beforeRequest((request) => {
  request.g.user = { name: "Ann" };
  request.session.userId = 3;
  // @ts-expect-error -- a user is no text
  request.g.user = "Ann";
  // @ts-expect-error -- an id is no text
  request.session.userId = "3";
});
app.get("/<int:id>", ({ g, session, locale, params }) => {
  const name: string = g.user.name;
  const id: number | undefined = session.userId;
  const language: "de" | "en" = locale;
  return { name, id, language, next: params.id + 1 };
});
export const ambient: string = g.user.name;
export const visitor: number | undefined = session.userId;
export const language: "de" | "en" = currentRequest().locale;
// @ts-expect-error -- nobody has declared it
currentRequest().timezone;
`,
    });
    expect(errors).toEqual([]);
  });

  it("is known where it was declared only: another app has not heard of it [F167]", () => {
    const { errors } = program.check({
      "app.ts": `import { currentRequest, g } from "micro-web/context";
export const user: unknown = g["user"];
// @ts-expect-error -- that was the other app's
currentRequest().locale;
`,
    });
    expect(errors).toEqual([]);
  });

  it("is an extension's API where it is registered, and nowhere else [F528]", () => {
    const { errors } = program.check({
      "app.ts": `import { type Extension, Micro } from "micro-web";

function mailer(): Extension<{ send(to: string): Promise<void> }> {
  return { name: "mailer", setup: () => ({ send: async () => undefined }) };
}
const [one, two] = [new Micro(import.meta), new Micro(import.meta)];
const mail = one.use(mailer());
await mail.send("ann@example.org");
// @ts-expect-error -- an address is a text
await mail.send(3);
// @ts-expect-error -- the app itself has nothing new: two apps may have different extensions
one.send("ann@example.org");
// @ts-expect-error -- by name nothing is known of its type
two.extensions["mailer"].send("ann@example.org");
`,
    });
    expect(errors).toEqual([]);
  });
});
