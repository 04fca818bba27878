import { type CommandLine, type Extension, storedSessions } from "@micro-web/core";
import { z } from "zod";

import { KeyValueSessions } from "./key-value-sessions.ts";
import { KeyValueStore } from "./key-value-store.ts";

/** What the app's configuration says of the store. */
export interface KeyValueConfig {
  /** Where the values are kept; "" keeps them in memory alone. @default "" */
  KEY_VALUE_FILE: string;
  /** Seconds between two writings. @default 10 */
  KEY_VALUE_INTERVAL: number;
  /** Whether the app keeps its sessions in the store. @default false */
  KEY_VALUE_SESSIONS: boolean;
}

const Config: z.ZodType<KeyValueConfig> = z.object({
  KEY_VALUE_FILE: z.string().default(""),
  KEY_VALUE_INTERVAL: z.number().positive().default(10),
  KEY_VALUE_SESSIONS: z.boolean().default(false),
});

/**
 * A small key-value store for one process. Its API is the store.
 *
 * @example
 * const store = app.use(keyValue());
 * app.get("/", () => `You are visitor ${store.increment("visitors")}.`);
 */
export function keyValue(): Extension<KeyValueStore, KeyValueConfig> {
  return {
    name: "key-value",
    config: Config,
    setup(setup, { KEY_VALUE_FILE: file, KEY_VALUE_INTERVAL: seconds, KEY_VALUE_SESSIONS: keepsSessions }) {
      const store = new KeyValueStore({ file, interval: seconds * 1000 });
      setup.onStart(() => store.open());
      setup.onClose(() => store.close());
      setup.health.add("key-value", () => store.check());
      setup.shellContext(() => ({ store }));
      addCommands(setup.cli, store);
      if (keepsSessions) setup.setSessions(storedSessions(new KeyValueSessions(store)));
      return store;
    },
  };
}

/** `micro key-value get visitors`: what the file has, not what a server has in its memory. */
function addCommands(cli: CommandLine, store: KeyValueStore): void {
  const commands = cli.group("key-value", "What the store has.");
  commands.command("list", {
    description: "List the keys.",
    run: () => store.keys().forEach((key) => console.log(key)),
  });
  commands.command("get", {
    description: "Print the value of a key as JSON.",
    arguments: { key: {} },
    run({ key }) {
      const value = store.get(key);
      if (value === undefined) console.error(`There is no value under ${JSON.stringify(key)}.`);
      else console.log(JSON.stringify(value));
      return value === undefined ? 1 : 0;
    },
  });
}
