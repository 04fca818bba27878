import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createTemporaryFolder, removeTemporaryFolders } from "../test/temporary-folder.ts";
import { MovieFile, type MovieInput } from "./movie.ts";
import { MovieStore } from "./movie-store.ts";

const HEAT: MovieInput = { title: "Heat", director: "Michael Mann", year: 1995, rating: 5, note: "" };

let path = "";

beforeEach(() => {
  path = join(createTemporaryFolder(), "data", "movies.json");
});

afterEach(removeTemporaryFolders);

async function openStore(): Promise<MovieStore> {
  const store = new MovieStore(path);
  await store.open();
  return store;
}

function titles(store: MovieStore, search?: string): string[] {
  return store.list(search).map(({ title }) => title);
}

describe("MovieStore", () => {
  it("begins with a few movies, in a file", async () => {
    const store = await openStore();
    expect(titles(store)).toContain("Alien");
    expect(MovieFile.parse(JSON.parse(readFileSync(path, "utf8"))).movies).toHaveLength(store.list().length);
  });

  it("keeps what is added and removed over a restart", async () => {
    const store = await openStore();
    const { id } = await store.add(HEAT);
    expect(await store.remove(1)).toBe(true);
    const again = await openStore();
    expect(again.find(id)).toEqual({ id, ...HEAT });
    expect(again.find(1)).toBeUndefined();
    expect(again.list()).toEqual(store.list());
  });

  it("lists the newest first, and never gives an id twice", async () => {
    const store = await openStore();
    const first = await store.add(HEAT);
    await store.remove(first.id);
    const second = await store.add(HEAT);
    expect(second.id).toBe(first.id + 1);
    expect(store.list()[0]).toEqual(second);
  });

  it("says when there is nothing to remove", async () => {
    expect(await (await openStore()).remove(99)).toBe(false);
  });

  it.each([
    ["alien", ["Alien"]],
    ["  HAYAO spirited ", ["Spirited Away"]],
    ["amelie", ["Amélie"]],
    ["2001", ["Amélie", "Spirited Away"]],
    ["alien amélie", []],
  ])("finds by the words %j", async (search, found) => {
    expect(titles(await openStore(), search)).toEqual(found);
  });

  it("loses none of many changes at the same time", async () => {
    const store = await openStore();
    const before = store.list().length;
    const added = await Promise.all(Array.from({ length: 40 }, () => store.add(HEAT)));
    expect(new Set(added.map(({ id }) => id)).size).toBe(40);
    expect((await openStore()).list()).toHaveLength(before + 40);
    expect(readdirSync(join(path, ".."))).toEqual(["movies.json"]);
  });

  it("changes nothing when it cannot write, and goes on afterwards", async () => {
    const store = await openStore();
    const before = store.list();
    rmSync(join(path, ".."), { recursive: true });
    await expect(store.add(HEAT)).rejects.toThrow("ENOENT");
    expect(store.list()).toEqual(before);
    const [later] = await Promise.allSettled([store.open(), store.add(HEAT)]);
    expect(later.status).toBe("fulfilled");
    expect(titles(await openStore())).toContain("Alien");
  });

  it.each([
    ["", "SyntaxError"],
    ['{ "nextId": 2, "movies": [', "SyntaxError"],
    ['{ "nextId": 2, "movies": [{ "id": 1, "title": "" }] }', "Give the movie a title."],
    ["[]", "expected object"],
  ])("refuses the damaged file %j and leaves it as it is", async (text, reason) => {
    await openStore();
    writeFileSync(path, text);
    await expect(openStore()).rejects.toThrow(`The list of movies in ${path} is damaged: `);
    await expect(openStore()).rejects.toThrow(reason);
    expect(readFileSync(path, "utf8")).toBe(text);
  });
});

describe("the file of a store that is killed while it writes", () => {
  it("is whole, and has every movie that was said to be in it", { timeout: 60_000 }, async () => {
    let known = 0;
    for (let round = 0; round < 6; round++) {
      const lastId = await killWhileAdding(20 + round * 15);
      const { movies } = MovieFile.parse(JSON.parse(readFileSync(path, "utf8")));
      expect(movies.at(-1)?.id).toBeGreaterThanOrEqual(lastId);
      expect(movies.length).toBeGreaterThan(known);
      known = movies.length;
    }
    expect(titles(await openStore())).toHaveLength(known);
  });
});

/** Lets another process add movies and kills it in the middle of one; gives the last id that it said was kept. */
async function killWhileAdding(milliseconds: number): Promise<number> {
  const script = join(import.meta.dirname, "../test/add-forever.ts");
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), script, path]);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(child.stdout, "data");
  await sleep(milliseconds);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(existsSync(path)).toBe(true);
  return Number(output.slice(0, output.lastIndexOf("\n")).split("\n").at(-1));
}
