import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import type { Micro } from "micro-web";
import request from "supertest";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createTemporaryFolder, removeTemporaryFolders } from "../test/temporary-folder.ts";
import { createApp } from "./create-app.ts";

const HEAT = { title: "Heat", director: "Michael Mann", year: "1995", rating: "5", note: "Coffee." };

let app: Micro;
let file = "";

beforeEach(() => {
  file = join(createTemporaryFolder(), "movies.json");
  app = createApp({ MOVIES_FILE: file, SECRET_KEY: "of the tests" });
});

afterEach(removeTemporaryFolders);

describe("the list", () => {
  it("is the first page", async () => {
    const response = await request(createServer(app.handle))
      .get("/")
      .expect(200)
      .expect("Content-Type", /text\/html/);
    expect(response.text).toContain("<h1>Here is my favorite movie list</h1>");
    expect(response.text).toContain('href="/movies/1"');
    expect(response.text).toContain("6 movies, the newest");
  });

  it("shows what a search finds, and keeps the search in its field", async () => {
    const { text } = await app.testClient().get("/", { query: { q: "ridley" } });
    expect(text).toContain("1 of 6 match “ridley”");
    expect(text).toContain("<h2>Alien</h2>");
    expect(text).not.toContain("<h2>Arrival</h2>");
    expect(text).toContain('value="ridley"');
  });

  it("says when a search finds nothing, without trusting its words", async () => {
    const { text } = await app.testClient().get("/", { query: { q: "<script>" } });
    expect(text).toContain("No movie matches “&lt;script&gt;”.");
    expect(text).not.toContain("<script>");
  });

  it("says when it is empty", async () => {
    const client = app.testClient();
    for (let id = 1; id <= 6; id++) await client.post(`/movies/${id}/delete`);
    expect((await client.get("/")).text).toContain("There is no movie on the list yet.");
  });
});

describe("a movie", () => {
  it("has a page", async () => {
    const { text } = await app.testClient().get("/movies/2");
    expect(text).toContain("<h1>Spirited Away</h1>");
    expect(text).toContain("Hayao Miyazaki, 2001");
    expect(text).toContain("★★★★★");
  });

  it("that is not on the list is not found", async () => {
    expect((await app.testClient().get("/movies/99")).status).toBe(404);
  });

  it("is taken off the list by POST alone", async () => {
    const client = app.testClient();
    expect((await client.get("/movies/1/delete")).status).toBe(405);
    const response = await client.post("/movies/1/delete");
    expect(response).toMatchObject({ status: 303 });
    expect(response.headers.get("location")).toBe("/");
    expect((await client.get("/")).text).toContain('flash-info" role="status">“Alien” is off the list.</p>');
    expect((await client.get("/movies/1")).status).toBe(404);
    expect((await client.post("/movies/1/delete")).status).toBe(404);
  });
});

describe("the form", () => {
  it("adds a movie, says so once, and shows it", async () => {
    const client = app.testClient();
    const response = await client.post("/movies/new", { form: HEAT });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/movies/7");
    const page = await client.get("/movies/7");
    expect(page.text).toContain('flash-success" role="status">“Heat” is on the list now.</p>');
    expect(page.text).toContain("<blockquote>Coffee.</blockquote>");
    expect((await client.get("/movies/7")).text).not.toContain("is on the list now");
  });

  it("shows what is wrong beside the fields, and keeps what was typed", async () => {
    const form = { ...HEAT, title: "  ", year: "MCMXCV", note: "</textarea>" };
    const response = await app.testClient().post("/movies/new", { form });
    expect(response.status).toBe(422);
    expect(response.text).toContain('id="title-error">Give the movie a title.</p>');
    expect(response.text).toContain('id="year-error">Write the year in digits.</p>');
    expect(response.text).toContain('aria-describedby="year-error"');
    expect(response.text).toContain('value="MCMXCV"');
    expect(response.text).toContain('value="Michael Mann"');
    expect(response.text).toContain('<option value="5" selected>');
    expect(response.text).toContain("&lt;/textarea&gt;</textarea>");
    expect(response.text).not.toContain('id="director-error"');
  });

  it("asks for everything when nothing is sent", async () => {
    const { text } = await app.testClient().post("/movies/new", { form: {} });
    for (const name of ["title", "director", "year", "rating"]) expect(text).toContain(`id="${name}-error"`);
    expect(text).not.toContain("Invalid input");
  });
});

describe("the rest", () => {
  it("is a page that says it is not there", async () => {
    const response = await request(createServer(app.handle)).get("/nix/%3Cb%3E").expect(404);
    expect(response.text).toContain("There is nothing at <code>/nix/&lt;b&gt;</code>.");
  });

  it("has its style and icon, and asks no other site for anything", async () => {
    const client = app.testClient();
    const { text } = await client.get("/");
    expect(text).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//);
    for (const [, path] of text.matchAll(/"(\/static\/[^"]+)"/g))
      expect((await client.get(`${path}`)).status).toBe(200);
  });

  it("does not start with a damaged list", async () => {
    writeFileSync(file, "{");
    await expect(app.start()).rejects.toThrow("is damaged");
  });

  it("touches the disk when it starts, not when it is made", async () => {
    expect(existsSync(file)).toBe(false);
    await app.start();
    expect(existsSync(file)).toBe(true);
  });

  it("takes the file and the key from the environment", async () => {
    const other = join(createTemporaryFolder(), "other.json");
    vi.stubEnv("MICRO_MOVIES_FILE", other);
    vi.stubEnv("MICRO_SECRET_KEY", "of the environment");
    const { config } = createApp();
    expect(config.get("SECRET_KEY")).toBe("of the environment");
    expect(config.get("MOVIES_FILE")).toBe(other);
    vi.unstubAllEnvs();
  });

  it("does without a key of the environment while it is developed", () => {
    expect(createApp({ MOVIES_FILE: file }).config.get("SECRET_KEY")).toMatch(/^[\w-]{43}$/);
  });
});
