/** One thing that every store of a kind has to do. */
export interface StoreCheck<Store> {
  /** As a test is named. */
  readonly name: string;
  /** Fails with an AssertionError. @param store - May hold other rows. */
  run(store: Store): Promise<void>;
}

/** Ids and names that a store must neither mix up nor trip over. */
export const ODD_TEXTS: readonly string[] = [
  "__proto__",
  "constructor",
  "a'b\"c",
  "é🎬",
  "%_*",
  " ",
  "x".repeat(255),
];
