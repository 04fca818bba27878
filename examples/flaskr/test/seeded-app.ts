import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Micro } from "micro-web";
import type { TestClient } from "micro-web/testing";
import { useApp } from "micro-web/testing/vitest";
import { onTestFinished } from "vitest";

import { createApp } from "../src/create-app.ts";
import { createTables, openDatabase } from "../src/database.ts";
import { hashPassword } from "../src/password.ts";

/** Hashing is slow on purpose, so it is done once. */
const HASH = hashPassword("test");

/** A path for a database, in a folder that goes when the test is over. */
export function createDatabasePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "flaskr-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "flaskr.sqlite");
}

/** An app with two users, "test" and "other", whose password is "test", and a post of the first. */
export async function createSeededApp(): Promise<Micro> {
  const path = createDatabasePath();
  const app = useApp(() => createApp({ DATABASE: path, SECRET_KEY: "of the tests" }));
  const hash = await HASH;
  await app.runInContext(() => {
    createTables();
    const database = openDatabase();
    const addUser = "INSERT INTO user (username, password_hash) VALUES (?, ?)";
    for (const name of ["test", "other"]) database.run(addUser, name, hash);
    const addPost = "INSERT INTO post (title, body, author_id, created) VALUES (?, ?, ?, ?)";
    database.run(addPost, "test title", "test\nbody", 1, "2018-01-01T00:00:00Z");
  });
  return app;
}

/** Makes a client somebody who has logged in before. */
export async function beUser(client: TestClient, id: number): Promise<void> {
  await client.session((session) => {
    session.userId = id;
  });
}
