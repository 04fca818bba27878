export { FileStore } from "./file-store.ts";
export { MemoryStore } from "./memory-store.ts";
export { type RedisClient, RedisStore, type RedisStoreOptions } from "./redis-store.ts";
export { sessions, type SessionsOptions } from "./session-extension.ts";
