import { MicroError } from "@micro-web/core";
import type { EntityMetadata } from "@mikro-orm/sql";

/**
 * Refuses models that would keep something else than they are given.
 *
 * @throws MicroError `MICRO_MODEL_INVALID` for a decimal without its digits: SQLite keeps 1.5, MySQL makes it 2.
 */
export function checkModels(models: readonly EntityMetadata[]): void {
  for (const { className, props } of models) {
    for (const { name, type, columnTypes, precision, scale } of props) {
      const isDecimal = /^(decimal|numeric)\b/.test(columnTypes?.[0] ?? type);
      if (!isDecimal || (precision !== undefined && scale !== undefined)) continue;
      throw new MicroError(
        "MICRO_MODEL_INVALID",
        `${className}.${name} is a decimal without digits, which databases round in different ways. ` +
          "Write p.decimal().precision(10).scale(2).",
      );
    }
  }
}
