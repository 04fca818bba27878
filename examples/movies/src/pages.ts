import { abort, Blueprint, redirect, render, type Rendering } from "micro-web";
import { z } from "zod";

import { type Movie, MovieInput } from "./movie.ts";
import type { MovieStore } from "./movie-store.ts";

/** The best first, as the form offers them. */
const RATINGS = [5, 4, 3, 2, 1];

/** The pages of the site: the list, a movie, the form for a new one. */
export function createPages(movies: MovieStore): Blueprint<"movies", ""> {
  const pages = new Blueprint("movies", import.meta, { prefix: "" });

  pages.get("/", { name: "list" }, ({ query }) => {
    const search = query.get("q", "").trim();
    return render("list.html", { search, movies: movies.list(search), total: movies.list().length });
  });

  const show = pages.get("/movies/<int:id>", { name: "show" }, ({ params }) => {
    return render("show.html", { movie: find(movies, params.id) });
  });

  pages.get("/movies/new", { name: "new" }, () => renderForm({}, {}));

  pages.post("/movies/new", { name: "create" }, async (request, response) => {
    const values = (await request.form()).toObject();
    const input = MovieInput.safeParse(values);
    if (!input.success) {
      response.status = 422;
      return renderForm(values, z.flattenError(input.error).fieldErrors);
    }
    const { id, title } = await movies.add(input.data);
    request.flash(`“${title}” is on the list now.`, "success");
    return redirect(show.url({ id }));
  });

  pages.post("/movies/<int:id>/delete", { name: "delete" }, async (request) => {
    const { id, title } = find(movies, request.params.id);
    await movies.remove(id);
    request.flash(`“${title}” is off the list.`, "info");
    return redirect("/");
  });

  return pages;
}

function find(movies: MovieStore, id: number): Movie {
  return movies.find(id) ?? abort(404);
}

/** The form with what was typed and what is wrong with it. */
function renderForm(values: Record<string, string>, errors: Record<string, string[]>): Rendering {
  return render("new.html", { ratings: RATINGS, values, errors });
}
