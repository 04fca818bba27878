import { Micro } from "@micro-web/core";

/** A small app that uses what every runtime has: one file serves it on all of them. */
export const app: Micro = new Micro();

app.get("/", () => "Hello, World!");
app.get("/users/<int:id>", ({ params }) => ({ id: params.id }));
app.get("/stream", async function* stream() {
  yield "one, ";
  yield "two";
});
app.post("/json", async (request) => ({ got: await request.json() }));
app.post("/form", async (request) => {
  const form = await request.form();
  return { title: form.get("title"), size: form.files.get("file")?.size };
});
app.get("/count", ({ session }) => {
  session["count"] = Number(session["count"] ?? 0) + 1;
  return { count: session["count"] };
});
app.get("/fail", () => {
  throw new Error("the password is hunter2");
});
app.config.load({ SECRET_KEY: "a secret of the tests" });
