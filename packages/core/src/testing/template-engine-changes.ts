import {
  type Checks,
  expectCode,
  expectText,
  expectTrue,
  failureOf,
  setUp,
  TestTemplates,
} from "./template-engine-bench.ts";

/** What every engine does about templates that change, and about those that do not. */
export const CHANGE_CHECKS: Checks = {
  "notices a changed template when it is asked to": async (bench) => {
    const page = `page${bench.syntax.extension}`;
    const source = new TestTemplates({ [page]: "old" });
    const renderer = await setUp(bench, {}, { source, autoReload: true });
    expectText(await renderer.render(page, {}), "old");
    source.set(page, "new");
    expectText(await renderer.render(page, {}), "new");
  },
  "reads a template again only when it has changed": async (bench) => {
    const page = `page${bench.syntax.extension}`;
    const source = new TestTemplates({ [page]: "old" });
    const renderer = await setUp(bench, {}, { source, autoReload: true });
    await renderer.render(page, {});
    const { reads } = source;
    await renderer.render(page, {});
    expectTrue(source.reads === reads, "it was read again, though its version is the same");
  },
  "asks for a template once when changes do not matter": async (bench) => {
    const page = `page${bench.syntax.extension}`;
    const source = new TestTemplates({ [page]: "old" });
    const renderer = await setUp(bench, {}, { source });
    await renderer.render(page, {});
    source.set(page, "new");
    const { questions } = source;
    expectText(await renderer.render(page, {}), "old");
    expectTrue(source.questions === questions, "the source was asked again, which costs each request a file");
  },
  "knows when a template was deleted, and when it is there again": async (bench) => {
    const page = `page${bench.syntax.extension}`;
    const source = new TestTemplates({ [page]: "here" });
    const renderer = await setUp(bench, {}, { source, autoReload: true });
    await renderer.render(page, {});
    source.delete(page);
    expectCode(await failureOf(() => renderer.render(page, {})), "MICRO_TEMPLATE_NOT_FOUND");
    source.set(page, "back");
    expectText(await renderer.render(page, {}), "back");
  },
};

/** The same for templates that are broken for a while: a file that is being written. */
export const BROKEN_CHECKS = (broken: string): Checks => ({
  "names the file and the line of what cannot be compiled": async (bench) => {
    const page = `page${bench.syntax.extension}`;
    const renderer = await setUp(bench, { page: `one\ntwo\n${broken}` });
    const error = await failureOf(() => renderer.render(page, {}));
    expectCode(error, "MICRO_TEMPLATE_ERROR");
    expectTrue(error.message.includes(`/app/${page}:3`), `${error.message} does not name /app/${page}:3`);
  },
  "recovers when a broken template is corrected": async (bench) => {
    const page = `page${bench.syntax.extension}`;
    const source = new TestTemplates({ [page]: broken });
    const renderer = await setUp(bench, {}, { source, autoReload: true });
    expectCode(await failureOf(() => renderer.render(page, {})), "MICRO_TEMPLATE_ERROR");
    source.set(page, "good");
    expectText(await renderer.render(page, {}), "good");
    source.set(page, broken);
    expectCode(await failureOf(() => renderer.render(page, {})), "MICRO_TEMPLATE_ERROR");
  },
  "says what is wrong with a text": async (bench) => {
    const renderer = await setUp(bench, {});
    expectCode(await failureOf(() => renderer.renderString(broken, {})), "MICRO_TEMPLATE_ERROR");
  },
});
