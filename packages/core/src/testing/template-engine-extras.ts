import type { TemplateRenderer } from "../template-engine.ts";
import {
  type Bench,
  type Checks,
  expectCode,
  expectText,
  expectTrue,
  failureOf,
  setUp,
} from "./template-engine-bench.ts";

/** What a renderer does right if it does it at all, whatever its language. */
export const EXTRA_CHECKS: Checks = {
  "streams what it would render": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: `Hello ${print("name")}.` });
    if (renderer.stream === undefined) return;
    const pieces: string[] = [];
    for await (const piece of renderer.stream(`page${extension}`, { name: "Ann" })) pieces.push(piece);
    expectText(pieces.join(""), "Hello Ann.");
  },
  "reports what a template reads and prints": async (bench) => {
    const { print, extension, include } = bench.syntax;
    const part = include === undefined ? "" : include(`part${extension}`);
    const renderer = await setUp(bench, { page: `<p>\n${print("title")}</p>${part}`, part: "" });
    const report = await renderer.check?.(`page${extension}`);
    if (report === undefined) return;
    expectText(JSON.stringify(report.problems), "[]");
    expectText(
      report.references.map(({ name }) => name).join(),
      include === undefined ? "" : `part${extension}`,
    );
    const title = report.variables.find(({ name }) => name === "title");
    expectText(title?.line, 2);
    const pieces = report.pieces
      .map(({ kind, text }) => (kind === "text" ? text : `[${text.trim()}]`))
      .join("");
    expectTrue(/^<p>\n\[[^\]]*title\]<\/p>/.test(pieces), `tells of other pieces: ${JSON.stringify(pieces)}`);
  },
  "reports a template that cannot be compiled": async (bench) => {
    const { broken, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: `one\n${broken}` });
    if (renderer.check === undefined) return;
    expectCode(await failureOf(() => renderer.check?.(`missing${extension}`)), "MICRO_TEMPLATE_NOT_FOUND");
    if (broken === undefined) return;
    const [problem] = (await renderer.check(`page${extension}`)).problems;
    expectText(`${problem?.rule} ${problem?.severity} ${problem?.line}`, "syntax error 2");
  },
};

/** How much of the texts that were rendered may be kept, in bytes: far less than all of them. */
const MAX_KEPT = 5_000_000;

/** What costs memory and must not; looked at only with a garbage collector at hand. */
export const MEMORY_CHECKS = (collectGarbage: () => void): Checks => ({
  "keeps no texts and no names of missing templates": async (bench) => {
    const renderer = await setUp(bench, {});
    await renderOften(bench, renderer, 10);
    const before = heapAfter(collectGarbage);
    await renderOften(bench, renderer, 100);
    const kept = heapAfter(collectGarbage) - before;
    expectTrue(kept < MAX_KEPT, `keeps ${kept} bytes of what it has rendered once`);
  },
});

/** V8 keeps what it has compiled until it is unused in several collections. */
function heapAfter(collectGarbage: () => void): number {
  for (let round = 0; round < 3; round++) collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Renders texts of 100 kB, and templates of names as long, each once. */
async function renderOften({ syntax }: Bench, renderer: TemplateRenderer, times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    const long = `${index} ${"x".repeat(100_000)}`;
    await renderer.renderString(`${long}${syntax.print("value")}`, { value: index });
    await failureOf(() => renderer.render(`${long}${syntax.extension}`, {}));
  }
}
