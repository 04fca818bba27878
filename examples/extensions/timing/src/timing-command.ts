import { type Command, defineCommand } from "@micro-web/core";

/** `micro timing http://127.0.0.1:5000/movies 20`: requests a page and prints what its `Server-Timing` says. */
export const timingCommand: Command = defineCommand({
  description: "Request a page several times and show where the time goes.",
  arguments: {
    url: { description: "the page", parse: (text) => new URL(text).href },
    requests: { description: "how many", parse: parseCount, default: 10 },
  },
  async run({ url, requests }) {
    const timings = new Map<string, number[]>();
    for (let index = 0; index < requests; index++) {
      const response = await fetch(url);
      await response.arrayBuffer();
      for (const [name, duration] of parse(response.headers.get("Server-Timing") ?? ""))
        timings.set(name, [...(timings.get(name) ?? []), duration]);
    }
    if (timings.size === 0) {
      console.error(`${url} sends no Server-Timing. Is TIMING_HEADER on?`);
      return 1;
    }
    console.log(toTable(timings));
    return 0;
  },
});

function parseCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new RangeError("It has to be a number from 1.");
}

function parse(header: string): (readonly [string, number])[] {
  return [...header.matchAll(/([\w-]+);dur=([\d.]+)/g)].map(([, name = "", duration]) => [
    name,
    Number(duration),
  ]);
}

function toTable(timings: ReadonlyMap<string, readonly number[]>): string {
  const width = Math.max(...[...timings.keys()].map(({ length }) => length));
  const lines = [...timings].map(([name, durations]) => {
    const sorted = durations.toSorted((left, right) => left - right);
    const columns = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    return [name.padEnd(width), ...columns.map((value = 0) => value.toFixed(1).padStart(8))].join("  ");
  });
  const head = ["name".padEnd(width), ...["min", "median", "max"].map((title) => title.padStart(8))];
  return [head.join("  "), ...lines].join("\n");
}
