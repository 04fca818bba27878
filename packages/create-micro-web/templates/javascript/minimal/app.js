import { Micro } from "micro-web";

export const app = new Micro(import.meta);

app.get("/", () => "Hello, World!");

app.get("/users/<int:id>", ({ params }) => ({ id: params.id }));
