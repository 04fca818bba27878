import { Micro } from "micro-web";
import { timing } from "micro-web-timing";

const app = new Micro(null).register(
  timing({ onSlow: (path, milliseconds) => console.warn(`${path} took ${milliseconds.toFixed()} ms`) }),
);

app.get("/", async (request) => {
  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));
  await request.timing.measure("database", () => wait(30));
  await request.timing.measure("render", () => wait(10));
  return "Look at the timing of this request in your browser's developer tools.";
});

export { app };
