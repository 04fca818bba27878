import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { describeData } from "../test/data-cases.ts";
import { describeFaults } from "../test/fault-cases.ts";
import { describeFinding } from "../test/finding-cases.ts";
import { describeKysely, describePostgresqlKysely } from "../test/kysely-cases.ts";
import { describeLists } from "../test/list-cases.ts";
import { describeLoginStores } from "../test/login-store-cases.ts";
import { describeMigrations } from "../test/migration-cases.ts";
import { describeModelForms } from "../test/model-form-cases.ts";
import { describeGuardedReads, describeQuickReads } from "../test/quick-find-cases.ts";
import { type DatabaseServer, hasServer, startServer } from "../test/servers.ts";
import { describeServerFaults } from "../test/server-fault-cases.ts";
import { describeUnitsOfWork } from "../test/unit-of-work-cases.ts";
import { createBlog } from "../test/blog.ts";
import { useBlog, type UseBlog } from "../test/use-blog.ts";
import { testDataLayer, type TestedLayer } from "./data-layer-checks.ts";

describe.each((["postgresql", "mariadb"] as const).filter(hasServer))("a server of %s", (kind) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startServer(kind);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const useServer: UseBlog = async (config) =>
    useBlog({ DATABASE_URL: await server.createDatabase(), ...config });

  const createLayer = async (): Promise<TestedLayer> => {
    const { app, db } = createBlog({ DATABASE_URL: await server.createDatabase() });
    await app.runInContext(() => db.createAll());
    return { layer: db.layer, within: (task) => app.runInContext(task), close: () => app.close() };
  };

  describeUnitsOfWork(useServer);
  describeFinding(useServer);
  describeFaults(useServer);
  describeLists(useServer);
  describeData(useServer);
  describeServerFaults(kind, () => server, useServer);
  describeQuickReads(useServer);
  describeKysely(useServer);
  if (kind === "postgresql") {
    describePostgresqlKysely(useServer);
    describeGuardedReads(useServer);
  }
  describeLoginStores(() => server.createDatabase());
  describe("forms of models", () => {
    describeModelForms(createLayer);
  });
  it.each(testDataLayer(createLayer))("the data layer $name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
  describeMigrations(kind, () => server.createDatabase());
});
