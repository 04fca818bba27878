import { afterAll, beforeAll, describe } from "vitest";

import { describeData } from "../test/data-cases.ts";
import { describeFaults } from "../test/fault-cases.ts";
import { describeFinding } from "../test/finding-cases.ts";
import { describeLists } from "../test/list-cases.ts";
import { describeMigrations } from "../test/migration-cases.ts";
import { type DatabaseServer, hasServer, startServer } from "../test/servers.ts";
import { describeServerFaults } from "../test/server-fault-cases.ts";
import { describeUnitsOfWork } from "../test/unit-of-work-cases.ts";
import { useBlog, type UseBlog } from "../test/use-blog.ts";

describe.each((["postgresql", "mariadb"] as const).filter(hasServer))("a server of %s", (kind) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startServer(kind);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const useServer: UseBlog = async (config) =>
    useBlog({ DATABASE_URL: await server.createDatabase(), ...config });

  describeUnitsOfWork(useServer);
  describeFinding(useServer);
  describeFaults(useServer);
  describeLists(useServer);
  describeData(useServer);
  describeServerFaults(kind, () => server, useServer);
  describeMigrations(kind, () => server.createDatabase());
});
