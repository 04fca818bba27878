import { createServer } from "node:http";
import { join } from "node:path";

import request from "supertest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createTemporaryFolder, removeTemporaryFolders } from "../test/temporary-folder.ts";
import { createApp } from "./create-app.ts";

const HEAT = { title: "Heat", director: "Michael Mann", year: 1995, rating: 5 };
const PROBLEM = "application/problem+json";

let api: ReturnType<typeof request>;

beforeEach(() => {
  const app = createApp({
    MOVIES_FILE: join(createTemporaryFolder(), "movies.json"),
    SECRET_KEY: "of the tests",
  });
  api = request(createServer(app.handle));
});

afterEach(removeTemporaryFolders);

describe("GET /api/movies", () => {
  it("is all movies as JSON", async () => {
    const { body } = await api.get("/api/movies").expect(200).expect("Content-Type", "application/json");
    expect(body).toHaveLength(6);
    expect(body[0]).toMatchObject({ id: 6, title: "Arrival", year: 2016, rating: 5 });
  });

  it("is what a search finds", async () => {
    const { body } = await api.get("/api/movies?q=amelie");
    expect(body).toMatchObject([{ title: "Amélie" }]);
  });
});

describe("GET /api/movies/<int:id>", () => {
  it("is one movie", async () => {
    const { body } = await api.get("/api/movies/1").expect(200);
    expect(body).toMatchObject({ id: 1, title: "Alien" });
  });

  it("is a problem when there is no such movie, even for a browser", async () => {
    const { body } = await api
      .get("/api/movies/99")
      .set("Accept", "text/html")
      .expect(404)
      .expect("Content-Type", PROBLEM);
    expect(body).toEqual({
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "There is no movie 99.",
    });
  });
});

describe("POST /api/movies", () => {
  it("adds a movie and says where it is", async () => {
    const { body } = await api.post("/api/movies").send(HEAT).expect(201).expect("Location", "/api/movies/7");
    expect(body).toEqual({ id: 7, note: "", ...HEAT });
    await api.get("/api/movies/7").expect(200, body);
  });

  it("names every fault of the body", async () => {
    const { body } = await api
      .post("/api/movies")
      .send({ ...HEAT, title: "", rating: 6 })
      .expect(422)
      .expect("Content-Type", PROBLEM);
    expect(body).toMatchObject({ title: "Unprocessable Content", status: 422 });
    expect(body.errors).toEqual([
      { in: "body", path: ["title"], code: "too_small", message: "Give the movie a title." },
      { in: "body", path: ["rating"], code: "too_big", message: "Choose one to five stars." },
    ]);
  });

  it("refuses a body that is no JSON", async () => {
    const broken = await api.post("/api/movies").set("Content-Type", "application/json").send("{");
    expect(broken).toMatchObject({ status: 400, type: PROBLEM });
    const text = await api.post("/api/movies").set("Content-Type", "text/plain").send("Heat");
    expect(text).toMatchObject({ status: 415, type: PROBLEM });
  });
});

describe("DELETE /api/movies/<int:id>", () => {
  it("takes a movie off the list", async () => {
    expect(await api.delete("/api/movies/1")).toMatchObject({ status: 204, text: "" });
    expect(await api.get("/api/movies/1")).toMatchObject({ status: 404 });
    expect(await api.delete("/api/movies/1")).toMatchObject({ status: 404, type: PROBLEM });
  });
});

describe("below /api", () => {
  it("a path without a route is a problem", async () => {
    expect(await api.get("/api/nix")).toMatchObject({ status: 404, type: PROBLEM });
  });

  it("a method without a route is a problem that names the others", async () => {
    const { headers } = await api.put("/api/movies/1").expect(405).expect("Content-Type", PROBLEM);
    expect(headers["allow"]).toBe("DELETE, GET, HEAD, OPTIONS");
  });
});
