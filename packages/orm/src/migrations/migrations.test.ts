import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { describeMigrations } from "../../test/migration-cases.ts";

describeMigrations("sqlite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "micro-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return `sqlite:${join(folder, "app.db")}`;
});
