import { AbstractSqlDriver, BaseSqliteConnection, type Configuration, SqlitePlatform } from "@mikro-orm/sql";

/** SQLite, with what its text cannot have in it. */
class Platform extends SqlitePlatform {
  /** A statement ends at a NUL; bytes are written as such whatever holds them. */
  override escape(value: unknown): string {
    if (typeof value === "string" && value.includes("\0"))
      return `(${value
        .split("\0")
        .map((part) => super.escape(part))
        .join(" || char(0) || ")})`;
    if (value instanceof Uint8Array && !Buffer.isBuffer(value))
      return super.escape(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    return super.escape(value);
  }
}

/** MikroORM's driver for SQLite. */
export class MicroSqliteDriver extends AbstractSqlDriver<BaseSqliteConnection> {
  /** @param config - Of MikroORM, which has the dialect. */
  constructor(config: Configuration) {
    super(config, new Platform(), BaseSqliteConnection, ["kysely"]);
  }
}
