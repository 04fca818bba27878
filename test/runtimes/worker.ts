import { app } from "./hello-app.ts";

// The router makes functions from text, which a worker may do while it starts, and not while it answers.
await app.start();

// oxlint-disable-next-line import/no-default-export -- workerd asks for the default export
export default { fetch: app.fetch };
