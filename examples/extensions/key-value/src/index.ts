export { keyValue, type KeyValueConfig } from "./key-value-extension.ts";
export { KeyValueStore } from "./key-value-store.ts";
export { KeyValueSessions } from "./key-value-sessions.ts";
