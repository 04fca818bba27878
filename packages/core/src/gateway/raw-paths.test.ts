import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { HOSTILE_STRINGS } from "../../test/hostile-strings.ts";
import { MemoryLogger } from "../../test/memory-logger.ts";
import { ODD_PATHS } from "../../test/odd-paths.ts";
import { type Exchange, exchange, head, withBody } from "../../test/raw-socket.ts";
import { portOf, stopServer } from "../../test/running-server.ts";
import { createFolder, removeFolder } from "../../test/temporary-folder.ts";
import { Micro } from "../app.ts";
import { Blueprint } from "../blueprint.ts";
import { redirect, reply } from "../http/reply.ts";
import { abort } from "../http-errors.ts";

const SECRET = "TOP SECRET";
const logger = new MemoryLogger();
let folder: string;
let server: Server;
let port: number;
let guarded: string[];

function createProbeApp(): Micro {
  const app = new Micro({ dirname: folder }, { logger, staticFolder: "public" });
  app.get("/", () => "home");
  app.onError(400, () => "bad path");
  app.get("/static/deep/<path:rest>", () => abort(403));
  app.get("/items/<int:id>/", ({ params }) => ({ id: params.id }));
  app.get("/files/<path:rest>", ({ params }) => params.rest);
  app.get("/names/<name>", ({ params }) => params.name);
  app.get("/throw/<path:rest>", ({ params }) => {
    throw new Error(`no ${params.rest}`);
  });
  app.get("/query", ({ query }) => Object.fromEntries(query));
  app.get("/abort", ({ query }) => abort(418, query.get("why")));
  app.get("/to", ({ query }) => redirect(query.get("to") ?? "/"));
  app.get("/cookies", ({ cookies, headers }) => ({ cookies, agent: headers.get("user-agent") ?? "" }));
  app.post("/form", async (request) => Object.fromEntries(await request.form()));
  app.post("/json", async (request) => ({ got: await request.json() }));
  const admin = new Blueprint("admin", null, { prefix: "/admin" });
  admin.beforeRequest(({ rawPath }) => {
    guarded.push(rawPath);
    return reply("who are you?", 401);
  });
  admin.get("/secret", () => SECRET);
  app.mount(admin);
  return app;
}

beforeAll(async () => {
  folder = createFolder({
    "public/hello.txt": "Hello!",
    "public/deep/secret.txt": SECRET,
    "public/.env": SECRET,
    "public/.git/config": SECRET,
    "public/.hidden/x": SECRET,
    "public/.well-known/security.txt": "Contact: us",
    "public-private/secret.txt": SECRET,
    "outside.txt": SECRET,
    "package.json": SECRET,
  });
  symlinkSync(`${folder}/outside.txt`, `${folder}/public/link.txt`);
  symlinkSync(`${folder}/outside.txt`, `${folder}/public/hello.txt.gz`);
  symlinkSync(`${folder}/public-private`, `${folder}/public/linked`);
  symlinkSync(`${folder}/public/hello.txt`, `${folder}/public/inside.txt`);
  execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', `${folder}/public/fifo`]);
  server = await createProbeApp().listen({ port: 0 });
  port = portOf(server);
});

afterAll(async () => {
  await stopServer(server);
  removeFolder(folder);
});

beforeEach(() => {
  logger.messages.length = 0;
  guarded = [];
});

afterEach(async () => {
  expect((await ask("/")).first.body, "the app answers the next client").toBe("home");
});

function ask(path: string, ...fields: readonly string[]): Promise<Exchange> {
  return exchange(port, head(`GET ${path}`, "Connection: close", ...fields));
}

describe("a static folder", () => {
  it("serves its files", async () => {
    expect((await ask("/static/hello.txt")).first.body).toBe("Hello!");
    expect((await ask("/static/inside.txt")).first.body).toBe("Hello!");
    expect((await ask("/static/.well-known/security.txt")).first.status).toBe(200);
  });

  it.each([
    ["the folder's parent (A110, A220, A297, A342)", "/static/../package.json"],
    ["a sibling folder with the same prefix (A110, A220)", "/static/../public-private/secret.txt"],
    ["an encoded slash (A110, A181, A190)", "/static/..%2fpublic-private/secret.txt"],
    ["dots and slashes, all encoded (A181, A190)", "/..%2f..%2fetc/hostname"],
    ["encoded dots (A225)", "/static/%2e%2e/package.json"],
    ["encoded dots from the root (A225)", "/%2e%2e/%2e%2e/etc/hostname"],
    ["half encoded dots", "/static/.%2e/package.json"],
    ["dots encoded twice (A325, A352)", "/static/%252e%252e/package.json"],
    ["dots behind a folder (A273)", "/static/foo/../deep/secret.txt"],
    ["encoded dots behind a folder (A273)", "/static/foo/%2E%2E/deep/secret.txt"],
    ["a single dot (A226)", "/static/./.env"],
    ["a dotfile (A226)", "/static/.env"],
    ["an encoded dotfile (A226)", "/static/%2eenv"],
    ["a hidden folder (A228)", "/static/.hidden/x"],
    ["a repository (A226)", "/static/.git/config"],
    ["a symlink out of it (A152)", "/static/link.txt"],
    ["a symlinked folder (A152)", "/static/linked/secret.txt"],
    ["an encoded slash into a guarded folder (A272)", "/static/deep%2Fsecret.txt"],
    ["an encoded backslash (A316)", "/static/deep%5Csecret.txt"],
    ["a folder", "/static/deep"],
    ["the folder itself", "/static/"],
    ["no file", "/static/none.txt"],
    ["an absolute path (A14)", "/static//etc/hostname"],
    ["a drive", "/static/C:/x"],
    ["a pipe (F46)", "/static/fifo"],
    ["a name that is too long", `/static/${"a".repeat(300)}`],
    ["a file as a folder", "/static/hello.txt/x"],
    ["a redirect to another host (A76, A270)", "/static//evil.example/.."],
    ["a folder with markup (A222)", "/static/%22%3E%3Cscript%3E/"],
  ])("does not give %s", async (_, path) => {
    const { first } = await ask(path);
    expect([308, 403, 404]).toContain(first.status);
    expect(first.body).not.toContain(SECRET);
  });

  it.each([
    "/static/deep\\secret.txt",
    "/static/%00hello.txt",
    "/static/hello.txt%00.html",
    "/static/%ff",
    "/static/%c0%ae%c0%ae/x",
  ])("answers 400 to %j (F30)", async (path) => {
    expect((await ask(path)).first.status).toBe(400);
  });

  it("takes no compressed file from outside (A153)", async () => {
    expect((await ask("/static/hello.txt", "Accept-Encoding: gzip")).first.body).toBe("Hello!");
    expect((await ask("/static/hello.txt.gz")).first.status).toBe(404);
  });

  it.each(["/static/deep", "/static/%ff", "/static/none", "/static/../x"])(
    "names no path of the machine for %s (A221)",
    async (path) => {
      expect((await ask(path)).first.body).not.toContain(folder);
    },
  );

  it("lists nothing (A154, A224)", async () => {
    expect((await ask("/static/deep/")).first.body).not.toContain("secret.txt");
  });

  it("does not answer other methods than GET and HEAD", async () => {
    expect(
      (await exchange(port, head("POST /static/hello.txt", "Content-Length: 0"))).first.header("allow"),
    ).toBe("GET, HEAD, OPTIONS");
  });

  it("gives one range, or all when there are many (A114)", async () => {
    const { first } = await ask("/static/hello.txt", `Range: bytes=${"0-0,".repeat(3500)}1-1`);
    expect([200, 416]).toContain(first.status);
    expect(first.body.length).toBeLessThanOrEqual(12);
  });
});

describe("a guarded blueprint", () => {
  it("is guarded", async () => {
    expect((await ask("/admin/secret")).first.status).toBe(401);
    expect(guarded).toEqual(["/admin/secret"]);
  });

  it.each([
    "/%61dmin/secret",
    "//admin/secret",
    "/admin//secret",
    "/admin;x/secret",
    "/admin/secret/",
    "/admin%2Fsecret",
    "/admin/./secret",
    "/x/../admin/secret",
    "/ADMIN/secret",
    "/admin/secret%0a",
    "/admin/secret%20",
    "/%2561dmin/secret",
    "/%25252561dmin/secret",
    "/admin/secret;x",
    "/admin\\secret",
    "/admin%5csecret",
  ])("gives nothing for %s (A37, A90, A280, A281, A309, A352)", async (path) => {
    const { first } = await ask(path);
    expect([308, 400, 401, 404]).toContain(first.status);
    expect(first.body).not.toContain(SECRET);
  });

  it("is guarded when a query or fragment imitates another path", async () => {
    expect((await ask("/admin/secret?/static/hello.txt")).first.status).toBe(401);
  });
});

describe("a path", () => {
  it("keeps a plus sign (A36)", async () => {
    expect((await ask("/names/a+b")).first.body).toBe("a+b");
  });

  it.each([
    "/static/../admin/secret",
    "/static/./hello.txt",
    "//static/hello.txt",
    "/./",
    "/names/..",
    "/names/a/..",
  ])("that is not canonical is no path of the app: %s (A32, A274)", async (path) => {
    const { first } = await ask(path, "Origin: https://evil.example");
    expect([308, 404]).toContain(first.status);
    expect(first.headers.filter(([name]) => name.startsWith("access-control"))).toEqual([]);
  });

  it.each(["/%ff", "/%00", "/a\\b", "/%zz"])(
    "%s is answered 400 by the app's error handler (A189)",
    async (path) => {
      const { first } = await ask(path, "Accept: text/plain");
      expect([first.status, first.body]).toEqual([400, "bad path"]);
    },
  );

  it("is decoded exactly once (A325, A352)", async () => {
    expect((await ask("/names/%2561")).first.body).toBe("%61");
  });

  it("in another case is another path (A37)", async () => {
    expect((await ask("/NAMES/a")).first.status).toBe(404);
  });

  it.each([
    "//evil.example",
    "//evil.example/",
    "///evil.example",
    "//evil.example/%2e%2e",
    "/%2f%2fevil.example",
    "/\\evil.example",
    "//evil.example//items//1",
  ])("%s never leads to another host (A8, A77)", async (path) => {
    const { first } = await ask(path);
    expect(first.header("location") ?? "/").toMatch(/^\/(?![/\\])/);
  });

  it("of 5000 bad escapes is answered 400 at once (A82)", async () => {
    const started = performance.now();
    expect((await ask(`/${"%FF".repeat(2500)}`)).first.status).toBe(400);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it("that matches hardly anything is answered at once (A285)", async () => {
    const started = performance.now();
    expect((await ask(`/names/${"-".repeat(7000)}/a`)).first.status).toBe(404);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it.each(["/no%22%3E%3Cscript%3E", "/%E2%80%AEplease%20visit%20evil", "/%3Cimg%20src=x%3E"])(
    "is not on the 404 page: %s (A84, A242)",
    async (path) => {
      const { first } = await ask(path, "Accept: text/html");
      expect(first.status).toBe(404);
      expect(first.body).not.toMatch(/script|please|img/);
    },
  );

  it("of 500 odd ones gives no 5xx and no unhandled rejection (A298, A389)", async () => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", onRejection);
    const bad: string[] = [];
    for (let start = 0; start < ODD_PATHS.length; start += 25) {
      const paths = ODD_PATHS.slice(start, start + 25);
      const exchanges = await Promise.all(paths.map((path) => ask(path)));
      for (const [index, { first }] of exchanges.entries())
        if (first.status >= 500) bad.push(`${first.status} ${paths[index]}`);
    }
    process.off("unhandledRejection", onRejection);
    expect(ODD_PATHS.length).toBeGreaterThan(500);
    expect({ bad, rejections, logged: logger.messages }).toEqual({ bad: [], rejections: [], logged: [] });
  });

  it("of 500 odd ones is answered with 400 or 404, a route or a redirect of this host", async () => {
    const bad: string[] = [];
    for (let start = 0; start < ODD_PATHS.length; start += 25) {
      const paths = ODD_PATHS.slice(start, start + 25);
      for (const [index, { first }] of (await Promise.all(paths.map((path) => ask(path)))).entries()) {
        const isFine =
          [200, 308, 400, 404].includes(first.status) && !/^\/[/\\]/.test(first.header("location") ?? "");
        if (!isFine) bad.push(`${first.status} ${paths[index]}`);
      }
    }
    expect(bad).toEqual([]);
  });
});

describe("a hostile string (F30)", () => {
  const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
  const latin1 = (text: string): string =>
    Buffer.from(text)
      .toString("latin1")
      .replaceAll(/[\r\n\0]/g, " ");

  const PLACES: readonly (readonly [place: string, bytes: (text: string) => string])[] = [
    ["encoded in the path", (text) => head(`GET /names/${encode(text)}`, "Connection: close")],
    ["raw in the path", (text) => head(`GET /${latin1(text)}`, "Connection: close")],
    [
      "encoded in the query",
      (text) => head(`GET /query?q=${encode(text)}&${encode(text)}=1`, "Connection: close"),
    ],
    [
      "raw in the query",
      (text) => head(`GET /query?${latin1(text).replaceAll(" ", "+")}`, "Connection: close"),
    ],
    [
      "in a form",
      (text) =>
        withBody(
          "POST /form",
          "application/x-www-form-urlencoded\r\nConnection: close",
          `a=${encode(text)}&${latin1(text)}`,
        ),
    ],
    [
      "in JSON",
      (text) =>
        withBody(
          "POST /json",
          "application/json\r\nConnection: close",
          Buffer.from(JSON.stringify({ text })).toString("latin1"),
        ),
    ],
    [
      "in a multipart form",
      (text) =>
        withBody(
          "POST /form",
          "multipart/form-data; boundary=b\r\nConnection: close",
          `--b\r\nContent-Disposition: form-data; name="${latin1(text).replaceAll('"', "%22")}"\r\n\r\n${latin1(text)}\r\n--b--\r\n`,
        ),
    ],
    [
      "in a cookie",
      (text) => head("GET /cookies", `Cookie: a=${latin1(text)}; b=${encode(text)}`, "Connection: close"),
    ],
    ["in a header", (text) => head("GET /cookies", `User-Agent: ${latin1(text)}`, "Connection: close")],
    ["in a redirect", (text) => head(`GET /to?to=/${encode(text).slice(0, 1500)}`, "Connection: close")],
  ];

  it.each(PLACES)("%s gives no 5xx", async (_, bytes) => {
    const bad: string[] = [];
    for (let start = 0; start < HOSTILE_STRINGS.length; start += 20) {
      const texts = HOSTILE_STRINGS.slice(start, start + 20);
      const exchanges = await Promise.all(texts.map((text) => exchange(port, bytes(text))));
      for (const [index, { responses }] of exchanges.entries()) {
        if (!(Number(responses[0]?.status) < 500))
          bad.push(`${responses[0]?.status} ${JSON.stringify(texts[index])}`);
      }
    }
    expect({ bad, logged: logger.messages }).toEqual({ bad: [], logged: [] });
  });

  it("in a path arrives as it was sent", async () => {
    const text = "Grüße 👩‍👩‍👧‍👦 %41+";
    const { first } = await ask(`/names/${encode(text)}`);
    expect(Buffer.from(first.body, "latin1").toString()).toBe(text);
  });
});

describe("a log line", () => {
  it.each([
    ["line breaks (A33)", "%0d%0a2026-01-01 INFO fake".replaceAll(" ", "%20")],
    ["terminal escapes (A105)", "%1b[2J%0aFAKE".replace("[", "%5b")],
    ["C1 controls (A105)", "%C2%9B2J%C2%85FAKE"],
    ["Unicode line breaks (A33)", "%E2%80%A8FAKE%E2%80%A9"],
    ["DEL", "%7fFAKE"],
  ])("names a path with %s on one line", async (_, path) => {
    expect((await ask(`/throw/${path}`)).first.status).toBe(500);
    const [line = ""] = logger.text.split("\n");
    expect(line).toMatch(/^Exception on \/throw\/.*fake/is);
    // oxlint-disable-next-line no-control-regex -- controls are what must not be there
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  it("of an error whose message came from the client moves no terminal (A105)", async () => {
    await ask("/throw/%1b%5b2Jx%0d%C2%9By");
    // oxlint-disable-next-line no-control-regex -- controls are what must not be there
    expect(logger.text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });
});

describe("a redirect", () => {
  it.each([
    ["a line break (A168, A187)", "/x%0d%0aSet-Cookie:%20a=b"],
    ["a character beyond Latin-1 (A348)", "/%0a%E2%82%AC"],
    ["markup (A217, A293)", "/%22%3E%3Cscript%3E"],
  ])("to a target with %s keeps it inside Location", async (_, to) => {
    const { first } = await ask(`/to?to=${to}`);
    expect([first.status, first.header("set-cookie")]).toEqual([303, undefined]);
    expect(first.headers.filter(([name]) => name === "location")).toHaveLength(1);
    expect(first.body).not.toContain("<script>");
  });

  it.each(["javascript:alert(1)", "%6aava%09script:alert(1)", "data:text/html,x"])(
    "to %s is the app's mistake, not the visitor's page (A293)",
    async (to) => {
      const { first } = await ask(`/to?to=${to}`);
      expect([first.status, first.header("location")]).toEqual([500, undefined]);
    },
  );
});

describe("an error whose message came from the client", () => {
  it.each(["a%0d%0aX-Evil:%20y", "a%0aX-Evil:%20y", "%00", "%E2%82%AC"])(
    "is no reason phrase: %s (A141)",
    async (why) => {
      const { first } = await ask(`/abort?why=${why}`);
      expect([first.status, first.header("x-evil")]).toEqual([418, undefined]);
    },
  );
});
