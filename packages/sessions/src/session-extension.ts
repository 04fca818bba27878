import {
  type Extension,
  type SessionStore,
  storedSessions,
  type StoredSessionsOptions,
} from "@micro-web/core";

/** What {@link sessions} takes. */
export interface SessionsOptions extends StoredSessionsOptions {
  /** Where the sessions are kept. */
  readonly store: SessionStore;
}

/**
 * Keeps the sessions of an app in a store, and adds the command `micro session-cleanup`, which removes those that are
 * over. Its API is the store.
 *
 * @example
 * app.use(sessions({ store: new FileStore("var/sessions") }));
 */
export function sessions({ store, ...options }: SessionsOptions): Extension<SessionStore> {
  return {
    name: "sessions",
    setup(setup) {
      setup.setSessions(storedSessions(store, options));
      setup.command("session-cleanup", {
        description: "Remove the sessions that are over.",
        run: async () => {
          const count = await store.cleanup?.();
          console.log(count === undefined ? "The store removes them on its own." : `Removed ${count}.`);
        },
      });
      return store;
    },
  };
}
