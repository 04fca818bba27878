import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFolder, removeFolder, writeFile } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { DefaultJson } from "./http/json-provider.ts";
import { UnprocessableContent } from "./http-errors.ts";

let folder = "";

beforeAll(() => {
  folder = createFolder();
  for (const name of ["static/a.css", "static/a.js", "blog/a.css"]) writeFile(folder, name, "x");
});

afterAll(() => removeFolder(folder));

describe("the option fileMaxAge", () => {
  it("decides by the name how long a browser keeps a file, on the app and on a blueprint [F222 B72]", async () => {
    const app = new Micro(
      { dirname: folder },
      { fileMaxAge: (filename) => (filename.endsWith(".css") ? 60 : null) },
    );
    const blog = new Blueprint(
      "blog",
      { dirname: folder },
      { prefix: "/blog", staticFolder: "blog", fileMaxAge: () => 3600 },
    );
    app.mount(blog);
    const client = app.testClient();
    const cacheOf = async (path: string): Promise<string | null> =>
      (await client.get(path)).headers.get("cache-control");
    expect(await cacheOf("/static/a.css")).toBe("public, max-age=60");
    expect(await cacheOf("/static/a.js")).toBe("no-cache");
    expect(await cacheOf("/blog/static/a.css")).toBe("public, max-age=3600");
  });
});

describe("the option xAccelRedirect", () => {
  it("has nginx send the files below a folder [F115]", async () => {
    const app = new Micro(
      { dirname: folder },
      { xAccelRedirect: { folder: `${folder}/static`, prefix: "/protected/" } },
    );
    const response = await app.testClient().get("/static/a.css");
    expect([response.headers.get("x-accel-redirect"), response.text]).toEqual(["/protected/a.css", ""]);
  });
});

describe("the option json", () => {
  it("is how the app writes and reads JSON [F13 B63 B147]", async () => {
    const app = new Micro(null, { json: new DefaultJson({ sortKeys: true, trailingNewline: true }) });
    app.get("/", () => ({ b: 1, a: new Map([["x", 2n]]) }));
    expect((await app.testClient().get("/")).text).toBe('{"a":{"x":"2"},"b":1}\n');
    expect(app.json.parse("[1]")).toEqual([1]);
  });

  it("says no in its own words, also where malformed JSON is read silently [F13 F76]", async () => {
    const parse = (): never => {
      throw new UnprocessableContent("not this");
    };
    const app = new Micro(null, { json: { mimetype: "application/json", stringify: JSON.stringify, parse } });
    app.post("/", async (request) => String(await request.json({ silent: true })));
    const response = await app.testClient().post("/", { body: "[1]", type: "application/json" });
    expect([response.status, response.text]).toEqual([422, expect.stringContaining("not this")]);
  });
});
