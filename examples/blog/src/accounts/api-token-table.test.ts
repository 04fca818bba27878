import { apiTokenStoreChecks } from "@micro-web/login/testing";
import { describe, expect, it } from "vitest";

import { Site } from "../../test/site.ts";
import { apiTokenTable } from "./api-token-table.ts";

describe("the table of API tokens", () => {
  it.each(apiTokenStoreChecks)("$name", async ({ run }) => {
    await using site = await Site.open();
    await expect(site.run(async () => run(apiTokenTable))).resolves.toBeUndefined();
  });
});
