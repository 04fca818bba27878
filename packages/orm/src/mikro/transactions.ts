/** What MikroORM calls the ways of flushing and of isolation. */
export { FlushMode, type IsolationLevel } from "@mikro-orm/sql";
