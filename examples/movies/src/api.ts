import { abort, Blueprint, HttpError, reply, type Reply } from "micro-web";

import { type Movie, MovieInput } from "./movie.ts";
import type { MovieStore } from "./movie-store.ts";

/** The same movies as JSON, at `/api/movies`. */
export function createApi(movies: MovieStore): Blueprint<"api", "/api"> {
  const api = new Blueprint("api", import.meta, { prefix: "/api" });

  api.get("/movies", { name: "list" }, ({ query }) => movies.list(query.get("q", "")));

  const show = api.get("/movies/<int:id>", { name: "show" }, ({ params }) => find(params.id));

  // The schema checks the body before the view runs: what does not fit is answered 422, with every fault.
  api.post("/movies", { name: "create", body: MovieInput }, async ({ body }) => {
    const movie = await movies.add(body);
    return reply(movie, 201, { Location: show.url({ id: movie.id }) });
  });

  api.delete("/movies/<int:id>", { name: "delete" }, async ({ params }) => {
    return (await movies.remove(params.id))
      ? reply(null, 204)
      : abort(404, `There is no movie ${params.id}.`);
  });

  // A blueprint answers for all paths below its prefix, also for those it has no route for.
  api.onError(404, toProblem);
  api.onError(405, toProblem);
  api.onError(HttpError, toProblem);

  function find(id: number): Movie {
    return movies.find(id) ?? abort(404, `There is no movie ${id}.`);
  }

  return api;
}

/** An error as JSON (RFC 9457), whatever the client says it accepts. */
function toProblem({ status, reason, message, details }: HttpError): Reply {
  const problem = { type: "about:blank", title: reason, status, detail: message, ...details };
  return reply(problem, status, { "Content-Type": "application/problem+json" });
}
