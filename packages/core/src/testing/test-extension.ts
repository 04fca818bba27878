import { isDeepStrictEqual } from "node:util";

import { Micro } from "../app.ts";
import { Blueprint } from "../blueprint.ts";
import { type ErrorCode, MicroError } from "../errors.ts";
import type { AnyExtension, AppSetup } from "../extension.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { HandleWatch } from "./handle-watch.ts";
import type { ConformanceCase } from "./template-engines.ts";

/** An extension under test. */
export interface TestedExtension<Api> extends AnyExtension {
  /** As its own types say. */
  setup(setup: never, config: never): Api;
}

/** A configuration of an app. */
type AppConfig = Readonly<Record<string, unknown>>;

/** What {@link testExtension} has to know of an extension. */
export interface ExtensionTestOptions<Api> {
  /** Two configurations that fit, with which it does different things. @default two that are empty */
  readonly configs?: readonly [AppConfig, AppConfig];
  /** Configurations that its schema has to refuse. @default none, for an extension without a schema */
  readonly invalidConfigs?: readonly AppConfig[];
  /** Makes the extensions that it requires, anew for each app. @default none */
  readonly requires?: () => readonly AnyExtension[];
  /** Makes an app. @default one of core, without templates */
  readonly createApp?: (options: { readonly config: AppConfig }) => Micro;
  /** Adds what `observe` needs, before the app starts: a page that uses the extension. @default nothing */
  readonly prepare?: (app: Micro) => void;
  /** What the extension does in an app that has started: anything that can be compared. @default nothing */
  readonly observe?: (app: Micro, api: Awaited<Api>) => MaybePromise<unknown>;
}

/** All that a case needs. */
interface Bench<Api> extends Required<ExtensionTestOptions<Api>> {
  readonly createExtension: () => TestedExtension<Api>;
}

type Check = <Api>(bench: Bench<Api>) => Promise<void>;

const NEIGHBOUR: AnyExtension = { name: "neighbour-of-the-test", setup: () => undefined };
const PROCESS_EVENTS = ["uncaughtException", "unhandledRejection", "warning", "exit", "SIGINT", "SIGTERM"];

const CASES: Readonly<Record<string, Check>> = {
  "has a name of its own": async ({ createExtension }) => {
    const { name } = createExtension();
    expectTrue(/^@?[a-z][\w./-]*$/i.test(name), `is named ${JSON.stringify(name)}: use letters and dashes`);
    expectTrue(name === createExtension().name, "has another name each time it is made");
  },
  "serves two apps with two configurations at once": async (bench) => {
    const [left, right] = bench.configs;
    const alone = [await observeAlone(bench, left), await observeAlone(bench, right)] as const;
    const extension = bench.createExtension();
    const apps = [left, right].map((config) => createAppWith(bench, { config, extension }));
    await Promise.all(apps.map((app) => app.start()));
    const first = await observe(bench, apps[0]);
    const second = await observe(bench, apps[1]);
    const again = await observe(bench, apps[0]);
    await closeAll(apps);
    expectSame([first, second], alone, "does something else in two apps at once than in one");
    expectSame(again, first, "does something else in one app once another has been used");
    if (isDeepStrictEqual(left, right)) return;
    const isDifferent = !isDeepStrictEqual(first, second) || first === undefined;
    expectTrue(
      isDifferent,
      "does the same with both configurations: they share something, or observe() misses it",
    );
  },
  "works in any order of registration": async (bench) => {
    const [config] = bench.configs;
    const expected = await observeAlone(bench, config);
    for (const order of ["before", "after"]) {
      const app = bench.createApp({ config });
      const others = [NEIGHBOUR, ...bench.requires()];
      const extension = bench.createExtension();
      app.register(...(order === "before" ? [extension, ...others] : [...others, extension]));
      bench.prepare(app);
      await app.start();
      const seen = await observe(bench, app);
      await app.close();
      expectSame(seen, expected, `does something else when it is registered ${order} others`);
    }
  },
  "says what it requires and lacks": async (bench) => {
    const { requires = [], name } = bench.createExtension();
    const made = bench.requires();
    for (const missing of requires) {
      const message = `requires ${JSON.stringify(missing)}: have the option requires make it`;
      expectTrue(
        made.some((extension) => extension.name === missing),
        message,
      );
      const others = bench.requires().filter((extension) => extension.name !== missing);
      const app = bench.createApp({ config: bench.configs[0] });
      const error = failureOf(() => app.register(...others, bench.createExtension()));
      expectCode(error, "MICRO_EXTENSION_MISSING");
      expectTrue(
        messageOf(error).includes(JSON.stringify(missing)),
        `does not name ${missing}, which it lacks`,
      );
    }
    expectTrue(!requires.includes(name), "requires itself");
  },
  "checks its configuration when it is registered": async (bench) => {
    const { config: schema } = bench.createExtension();
    const count = bench.invalidConfigs.length;
    if (schema === undefined) return expectTrue(count === 0, "has no config schema to refuse invalidConfigs");
    expectTrue(count > 0, "has a config schema: give the test invalidConfigs that it has to refuse");
    for (const config of bench.invalidConfigs) {
      const error = failureOf(() => createAppWith(bench, { config: { ...bench.configs[0], ...config } }));
      expectCode(error, "MICRO_CONFIG_INVALID");
    }
  },
  "is refused when it is registered twice, or after the app has started": async (bench) => {
    const app = createAppWith(bench, { config: bench.configs[0] });
    expectCode(
      failureOf(() => app.register(bench.createExtension())),
      "MICRO_EXTENSION_DUPLICATE",
    );
    await app.start();
    await app.close();
    const late = bench.createApp({ config: bench.configs[0] });
    await late.start();
    expectCode(
      failureOf(() => late.register(bench.createExtension())),
      "MICRO_APP_FROZEN",
    );
    await late.close();
  },
  "opens nothing before the app starts, starts once, and closes all, once": async (bench) => {
    using watch = new HandleWatch();
    const before = countListeners();
    const [config] = bench.configs;
    const runs: number[] = [];
    const app = watch.run(() =>
      createAppWith(bench, { config, extension: counted(bench.createExtension(), runs) }),
    );
    const early = await watch.findOpen();
    expectTrue(early.length === 0, `opens ${early.join(", ")} in its setup: open it in setup.onStart()`);
    await watch.run(async () => {
      await Promise.all([app.start(), app.start()]);
      await observe(bench, app);
      await Promise.all([app.close(), app.close()]);
    });
    expectTrue(
      runs.every((count) => count === 1),
      `has steps that ran ${runs.join(", ")} times instead of once`,
    );
    await expectClosed(watch, before);
  },
  "can be closed without having been started": async (bench) => {
    using watch = new HandleWatch();
    const before = countListeners();
    await watch.run(() => createAppWith(bench, { config: bench.configs[0] }).close());
    await expectClosed(watch, before);
  },
  "is closed when another extension cannot start": async (bench) => {
    using watch = new HandleWatch();
    const before = countListeners();
    await watch.run(async () => {
      const app = createAppWith(bench, { config: bench.configs[0] });
      app.onStart(() => {
        throw new Error("cannot start");
      });
      await app.start().catch(() => undefined);
      await app.close();
    });
    await expectClosed(watch, before);
  },
  "changes nothing outside of a blueprint that it is registered on": async (bench) => {
    const [config] = bench.configs;
    const plain = bench.createApp({ config });
    const app = bench.createApp({ config });
    const part = new Blueprint("part", null, { prefix: "/part" }).register(bench.createExtension());
    const error = failureOf(() => app.register(...bench.requires()).mount(part));
    if (error instanceof MicroError && error.code === "MICRO_EXTENSION_SCOPE") return;
    expectTrue(error === undefined, `cannot be set up on a blueprint: ${messageOf(error)}`);
    plain.register(...bench.requires());
    const [expected, seen] = [await visitOutside(plain), await visitOutside(app)];
    await closeAll([plain, app]);
    expectSame(seen, expected, "changes answers outside of the blueprint");
  },
};

/**
 * What every extension has to do, as cases for any test runner.
 *
 * @param createExtension - Makes the extension under test.
 * @param options - Its configurations, what it requires, and how to see what it does.
 * @example
 * describe.each(testExtension(hello, {
 *   configs: [{ HELLO_NAME: "Ann" }, { HELLO_NAME: "Bob" }],
 *   invalidConfigs: [{ HELLO_NAME: 5 }],
 *   observe: (app, api) => api.greet(),
 * }))("$name", ({ run }) => run());
 */
export function testExtension<Api>(
  createExtension: () => TestedExtension<Api>,
  options: ExtensionTestOptions<Api> = {},
): readonly ConformanceCase[] {
  const { createApp = (given) => new Micro(null, given) } = options;
  const bench: Bench<Api> = {
    configs: [{}, {}],
    invalidConfigs: [],
    requires: () => [],
    prepare: () => undefined,
    observe: () => undefined,
    ...options,
    createExtension,
    createApp: ({ config }) =>
      createApp({ config: { TESTING: true, SECRET_KEY: "of testExtension()", ...config } }),
  };
  return Object.entries(CASES).map(([name, check]) => ({ name, run: () => check(bench) }));
}

/** An app with the extension and what it requires, not yet started. */
function createAppWith<Api>(
  bench: Bench<Api>,
  { config, extension = bench.createExtension() }: { config: AppConfig; extension?: AnyExtension },
): Micro {
  const app = bench.createApp({ config });
  app.register(...bench.requires(), extension);
  bench.prepare(app);
  return app;
}

/** The extension, whose steps of start and close count how often they run. */
function counted(extension: AnyExtension, runs: number[]): AnyExtension {
  const { name, requires = [], config } = extension;
  const counting = (listener: () => unknown): (() => unknown) => {
    const index = runs.push(0) - 1;
    return () => {
      runs[index] = (runs[index] ?? 0) + 1;
      return listener();
    };
  };
  return {
    name,
    requires,
    ...(config === undefined ? {} : { config }),
    setup: (setup: AppSetup, values: never) => {
      const own: AppSetup = {
        ...setup,
        onStart: (listener) => setup.onStart(counting(listener)),
        onClose: (listener) => setup.onClose(counting(listener)),
      };
      return extension.setup(own as never, values); // as the app gave it
    },
  };
}

async function observe<Api>(bench: Bench<Api>, app: Micro | undefined): Promise<unknown> {
  const { name } = bench.createExtension();
  const api = app?.extensions[name] as Awaited<Api>; // what its setup gave
  return app === undefined ? undefined : bench.observe(app, api);
}

async function observeAlone<Api>(bench: Bench<Api>, config: AppConfig): Promise<unknown> {
  const app = createAppWith(bench, { config });
  await app.start();
  const seen = await observe(bench, app);
  await app.close();
  return seen;
}

/** What a visitor gets of pages that are none of the blueprint's. */
async function visitOutside(app: Micro): Promise<unknown> {
  app.get("/outside", (request) => ({ properties: Object.keys(request), path: request.path }));
  const client = app.testClient();
  const responses = [await client.get("/outside"), await client.post("/outside"), await client.get("/none")];
  return responses.map(({ status, headers, text }) => [status, [...headers], text]);
}

async function closeAll(apps: readonly Micro[]): Promise<void> {
  for (const app of apps) await app.close();
}

function countListeners(): readonly number[] {
  return PROCESS_EVENTS.map((event) => process.listenerCount(event));
}

async function expectClosed(watch: HandleWatch, listeners: readonly number[]): Promise<void> {
  const open = await watch.findOpen();
  expectTrue(open.length === 0, `leaves open: ${open.join(", ")}. Close it in setup.onClose()`);
  expectSame(countListeners(), listeners, "leaves listeners on the process");
}

function expectTrue(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(`The extension ${otherwise}.`);
}

function expectSame(actual: unknown, expected: unknown, otherwise: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(
    `The extension ${otherwise}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}.`,
  );
}

function expectCode(error: unknown, code: ErrorCode): void {
  if (error instanceof MicroError && error.code === code) return;
  const what = error === undefined ? "throws nothing" : `throws ${JSON.stringify(messageOf(error))}`;
  throw new Error(`The extension ${what} instead of a MicroError ${code}.`, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "something that is no Error";
}

function failureOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
