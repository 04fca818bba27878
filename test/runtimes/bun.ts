import { app } from "./hello-app.ts";

/** What this file needs of Bun's own types. */
declare const Bun: {
  serve(options: { port: number; hostname: string; fetch: typeof app.fetch }): { port: number };
};

const { port } = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: app.fetch });
console.log(JSON.stringify({ port }));
