import { Blueprint, redirect, render } from "micro-web";
import { z } from "zod";

/** What the form has to say. */
const Note = z.object({
  title: z.string().trim().min(1, "Give it a title."),
  text: z.string().trim().max(2000, "Use at most 2000 characters.").default(""),
});

/** The pages of the notes, which are kept in memory. */
export function createNotes() {
  const notes = [];
  const pages = new Blueprint("notes", import.meta);

  pages.get("/", { name: "list" }, ({ session }) =>
    render("notes/list.html", { notes, last: session["last"], values: {}, faults: {} }),
  );

  const show = pages.get("/notes/<int:id>", { name: "show" }, ({ params }, response) => {
    const note = notes.find(({ id }) => id === params.id);
    if (note !== undefined) return render("notes/show.html", { note });
    response.status = 404;
    return render("404.html", { path: `note ${params.id}` });
  });

  pages.post("/", { name: "add" }, async (request, response) => {
    const values = Object.fromEntries(await request.form());
    const checked = Note.safeParse(values);
    if (!checked.success) {
      response.status = 422;
      const faults = z.flattenError(checked.error).fieldErrors;
      return render("notes/list.html", { notes, values, faults });
    }
    const note = { id: notes.length + 1, ...checked.data };
    notes.push(note);
    request.session["last"] = note.title;
    request.flash("The note was added.");
    return redirect(show.url({ id: note.id }));
  });

  return pages;
}
