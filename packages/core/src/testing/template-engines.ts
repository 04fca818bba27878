import type { TemplateEngine } from "../template-engine.ts";
import { abilityChecks } from "./template-engine-abilities.ts";
import {
  type Bench,
  type Checks,
  type ConformanceOptions,
  expectTrue,
  type TemplateSyntax,
} from "./template-engine-bench.ts";
import { CHANGE_CHECKS } from "./template-engine-changes.ts";
import { EXTRA_CHECKS, MEMORY_CHECKS } from "./template-engine-extras.ts";
import { RENDERING_CHECKS } from "./template-engine-rendering.ts";
import { SAFETY_CHECKS } from "./template-engine-safety.ts";

/** One thing an implementation has to do, as a test: `run` throws when it does not. */
export interface ConformanceCase {
  /** The behaviour, in present tense. */
  readonly name: string;
  /** Checks it. */
  readonly run: () => Promise<void>;
}

/**
 * What every template engine has to do, as cases for any test runner.
 *
 * @param createEngine - Makes the engine under test.
 * @param syntax - How its language writes what the cases need.
 * @param options - With a garbage collector, memory is looked at as well.
 * @example
 * it.each(templateEngineConformance(() => eta(), { extension: ".eta", print: (name) => `<%= it.${name} %>` }))(
 *   "$name",
 *   ({ run }) => run(),
 * );
 */
export function templateEngineConformance(
  createEngine: () => TemplateEngine,
  syntax: TemplateSyntax,
  options: ConformanceOptions = {},
): readonly ConformanceCase[] {
  const { collectGarbage } = options;
  const checks: Checks = {
    "has a name and extensions": checkFacts,
    ...RENDERING_CHECKS,
    ...CHANGE_CHECKS,
    ...SAFETY_CHECKS,
    ...abilityChecks(syntax),
    ...EXTRA_CHECKS,
    ...(collectGarbage === undefined ? {} : MEMORY_CHECKS(collectGarbage)),
  };
  return Object.entries(checks).map(([name, check]) => ({
    name,
    run: async () => check({ syntax, engine: createEngine() }),
  }));
}

async function checkFacts({ engine: { name, extensions }, syntax: { extension } }: Bench): Promise<void> {
  expectTrue(name !== "", "the engine has no name");
  expectTrue(extensions.includes(extension), `the engine is not for ${extension}`);
  const wrong = extensions.find((known) => !/^\.\S+$/.test(known));
  expectTrue(wrong === undefined, `the extension ${JSON.stringify(wrong)} does not start with a dot`);
}
