import type { SessionStore } from "@micro-web/core";

import type { KeyValueStore } from "./key-value-store.ts";

/** Sessions in a key-value store, beside other values. */
export class KeyValueSessions implements SessionStore {
  readonly #store: KeyValueStore;

  /** @param store - Where they are kept. */
  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  /** See {@link SessionStore.read}. */
  read(id: string): string | null {
    const data = this.#store.get(keyOf(id));
    return typeof data === "string" ? data : null;
  }

  /** See {@link SessionStore.create}. */
  create(id: string, data: string, ttl: number): void {
    this.#store.set(keyOf(id), data, ttl);
  }

  /** See {@link SessionStore.update}. */
  update(id: string, data: string, ttl: number): boolean {
    if (this.read(id) === null) return false;
    this.create(id, data, ttl);
    return true;
  }

  /** See {@link SessionStore.touch}. */
  touch(id: string, ttl: number): boolean {
    const data = this.read(id);
    if (data !== null) this.create(id, data, ttl);
    return data !== null;
  }

  /** See {@link SessionStore.delete}. */
  delete(id: string): boolean {
    return this.#store.delete(keyOf(id));
  }
}

function keyOf(id: string): string {
  return `session:${id}`;
}
