export {
  defineServer,
  type ServedWorker,
  type ServerConfig,
  type ServerFacts,
  type ServerHooks,
} from "./serve/server-definition.ts";
