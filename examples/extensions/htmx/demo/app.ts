import { Micro, redirect } from "micro-web";
import { htmx, HtmxResponse } from "micro-web-htmx";

export const app = new Micro(import.meta, {
  config: { HTMX_SCRIPT: "https://unpkg.com/htmx.org@2/dist/htmx.min.js" },
}).register(htmx());

const movies = ["Ran", "Ikiru", "Stalker"];

app.get("/", { name: "index" }, ({ htmx, query }) => {
  const wanted = query.get("q", "").toLowerCase();
  const found = movies.filter((title) => title.toLowerCase().includes(wanted));
  return htmx.render("index.html", "list", { movies: found });
});

app.post("/", { name: "add" }, async (request, response) => {
  const title = (await request.form()).require("title");
  movies.push(title);
  if (!request.htmx.wantsPart) return redirect(request.urlFor("index"));
  new HtmxResponse(response).trigger("movie-added", { title });
  return request.htmx.render("index.html", "list", { movies });
});
