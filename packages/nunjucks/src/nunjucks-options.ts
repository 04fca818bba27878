import type { TagExtension } from "./library.ts";
import type { Syntax } from "./syntax/delimiters.ts";
import type { UndefinedPolicy } from "./undefined.ts";

/** How templates are written and run. */
export interface NunjucksOptions extends Partial<Syntax> {
  /**
   * What an undefined value does. `"default"` prints nothing and fails when something is looked for in it, as Jinja's
   * `Undefined`; `"semistrict"` fails when a variable is printed or gone through too, and says what is near.
   *
   * @default "semistrict" in debug, "default" otherwise
   */
  readonly undefined?: UndefinedPolicy;
  /** How deep includes, macros, blocks and recursive loops may call each other. @default 200 */
  readonly maxDepth?: number;
  /** How often the loops of one rendering may go round. @default 10_000_000 */
  readonly maxIterations?: number;
  /** Tags of one's own: extensions of nunjucks, by name. */
  readonly extensions?: Readonly<Record<string, TagExtension>>;
}
