import { Micro } from "micro-web";

import { __camel__ } from "../src/index.ts";

export const app = new Micro(null).register(__camel__());

app.get("/", (request) => request.__camel__.greet("World"));
