import { expect, it } from "vitest";

import { heapInUse } from "../../fixtures/memory.ts";
import { createBodySource, createHeaders } from "../../fixtures/request.ts";
import { SECRET } from "../../fixtures/sessions.ts";
import { Micro } from "../app.ts";
import { Blueprint } from "../blueprint.ts";
import { dispatch } from "../dispatch.ts";
import { matchRoute } from "../match-route.ts";
import { reply } from "../http/reply.ts";
import type { RequestSource } from "../http/request.ts";
import { abort } from "../http-errors.ts";
import { currentRequest, flash, flashedMessages, g, session, urlFor } from "./current-context.ts";

const VISITORS = 500;
const REQUESTS = 100_000;

let turn = 0;

/** Others run meanwhile: no turn, a microtask, a turn of the event loop, or a millisecond and some. */
async function pause(): Promise<void> {
  turn = (turn + 1) % 16;
  if (turn === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  else if (turn % 3 === 1) await new Promise(setImmediate);
  else if (turn % 3 === 2) await Promise.resolve();
}

/** An app whose every step keeps the visitor's name in another place, and looks for it in all places. */
function createApp(): { app: Micro; strays: string[] } {
  const strays: string[] = [];
  const app = new Micro(null, { config: { SECRET_KEY: SECRET }, logger: { error: () => undefined } });
  const check = (place: string, name: unknown): void => {
    const expected = currentRequest().cookies["name"];
    if (name !== expected) strays.push(`${place}: ${String(name)} for ${String(expected)}`);
  };
  const blueprint = new Blueprint("visits", null, { prefix: "/<name>" });
  app.use(async (request, _, next) => {
    g["name"] = request.cookies["name"];
    await pause();
    await next();
    check("g after the view", g["name"]);
  });
  app.beforeRequest(async (request) => {
    await pause();
    check("the request's g in a hook", request.g["name"]);
    request.afterThisRequest(() => check("g in afterThisRequest", g["name"]));
  });
  blueprint.beforeRequest(({ params }) => check("params in a hook", params["name"]));
  blueprint.get("/page", { name: "page" }, async (request) => {
    const flashes = flashedMessages().map(({ message }) => String(message));
    session["owner"] ??= request.cookies["name"];
    await pause();
    check("the session", session["owner"]);
    check("the path", currentRequest().params["name"]);
    await pause();
    flash(String(g["name"]));
    return { owner: session["owner"], flashes, url: urlFor(".page", { name: g["name"] }) };
  });
  blueprint.get("/failure", async () => {
    await pause();
    abort(400, String(g["name"]));
  });
  blueprint.onError(400, async (error, request) => {
    await pause();
    check("g in an error handler", g["name"]);
    return reply({ message: error.message, owner: request.session["owner"] }, 400);
  });
  blueprint.afterRequest(async (_, response) => {
    await pause();
    response.headers.set("X-Name", String(g["name"]));
  });
  app.teardownRequest(({ g: own }) => check("g in the teardown", own["name"]));
  app.mount(blueprint);
  return { app, strays };
}

interface Visitor {
  readonly name: string;
  cookie: string;
  /** Whether the last page left a message. */
  hasFlash: boolean;
}

/** A request as a gateway gives it. */
function sourceOf({ name, cookie }: Visitor, page: string): RequestSource {
  return Object.assign(createBodySource(undefined), {
    method: "GET",
    target: `/${name}/${page}`,
    scheme: "http",
    host: "localhost",
    remoteAddress: "",
    signal: new AbortController().signal,
    headers: createHeaders({ Cookie: `name=${name}; ${cookie}` }),
  });
}

function expectedBody({ name, hasFlash }: Visitor, isPage: boolean): string {
  return JSON.stringify(
    isPage
      ? { owner: name, flashes: hasFlash ? [name] : [], url: `/${name}/page` }
      : { message: name, owner: name },
  );
}

it("100,000 requests at once never see each other's g, session, flash, params or context, and leave nothing (A318)", async () => {
  const { app, strays } = createApp();
  const pipeline = await app.start();
  const wrong: string[] = [];

  async function visit(visitor: Visitor, isPage: boolean): Promise<void> {
    const source = sourceOf(visitor, isPage ? "page" : "failure");
    const exchange = matchRoute(pipeline, source);
    await dispatch(exchange);
    const { response } = exchange;
    const { body, headers } = response;
    if (body !== expectedBody(visitor, isPage) || headers.get("X-Name") !== visitor.name)
      wrong.push(`${visitor.name} got ${JSON.stringify(body)}`);
    visitor.cookie = headers.get("Set-Cookie")?.split(";")[0] ?? visitor.cookie;
    visitor.hasFlash = isPage || visitor.hasFlash;
    await response.close();
  }

  const visitors = Array.from({ length: VISITORS }, (_, index): Visitor => {
    return { name: `visitor${index}`, cookie: "", hasFlash: false };
  });
  let before = 0;
  for (let round = 0; round < REQUESTS / VISITORS; round++) {
    if (round === 40) before = await heapInUse();
    await Promise.all(
      visitors.map((visitor, index) => visit(visitor, round === 0 || (round + index) % 4 !== 0)),
    );
  }
  const growth = (await heapInUse()) - before;
  expect({ wrong, strays }).toEqual({ wrong: [], strays: [] });
  expect(growth).toBeLessThan(4 * 1024 * 1024);
}, 120_000);

it("5,000 requests at once through fetch keep apart too (A318)", async () => {
  const { app, strays } = createApp();
  const names = Array.from({ length: 5000 }, (_, index) => `visitor${index}`);
  const answers = await Promise.all(
    names.map(async (name) => {
      const request = new Request(`http://localhost/${name}/page`, { headers: { Cookie: `name=${name}` } });
      return (await app.fetch(request)).text();
    }),
  );
  const expected = names.map((name) => expectedBody({ name, cookie: "", hasFlash: false }, true));
  expect(answers.filter((answer, index) => answer !== expected[index])).toEqual([]);
  expect(strays).toEqual([]);
}, 60_000);
