import { eta } from "@micro-web/eta";
import { tal } from "@micro-web/tal";
import { abort, markup, Micro, type MicroOptions, render } from "micro-web";

import { MOVIES } from "./movie.ts";

/** Makes the app; its templates are in `templates/`, whatever their language. */
export function createApp(options: MicroOptions = {}): Micro {
  const app = new Micro(import.meta, options);
  app.use(eta());
  app.use(tal());

  app.templates.addGlobal("site_name", "Films & more");
  app.templates.addFilter(
    "stars",
    (count: number) => markup`<span title="${count} of 5">${"★".repeat(count)}</span>`,
  );
  app.templates.addTest("recent", (year: number) => year >= 2000);

  app.get("/", { name: "movies" }, () => render("movies.html", { movies: MOVIES }));
  app.get("/movies/<int:id>", { name: "movie" }, ({ params }) => {
    const movie = MOVIES.find(({ id }) => id === params.id);
    return movie === undefined ? abort(404) : render("movie.eta", { movie });
  });
  app.get("/about", { name: "about" }, () => render("about.pt", { movies: MOVIES }));
  return app;
}
