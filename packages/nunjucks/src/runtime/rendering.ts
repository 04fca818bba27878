import type { TemplateContext, TemplateFunction } from "@micro-web/core";

import type { UndefinedPolicy } from "../undefined.ts";
import type { CompiledTemplate } from "./compiled-template.ts";

/** What renderings may use up. */
export interface Limits {
  /** How deep includes, macros, blocks and recursive loops may call each other. */
  readonly maxDepth: number;
  /** How often the loops of one rendering may go round. */
  readonly maxIterations: number;
}

/** What templates know of the app they are rendered for. */
export interface TemplateHost {
  readonly policy: UndefinedPolicy;
  readonly limits: Limits;
  /** The names in a context that imported templates see too. */
  readonly standardNames: readonly string[];
  /** A function or value that every template sees; `undefined` for an unknown name. */
  global(name: string): unknown;
  /** The names of all globals. */
  globalNames(): string[];
  /** The template of a name. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND` */
  template(name: string): CompiledTemplate;
  /** The template of a name; `null` when there is none. */
  findTemplate(name: string): CompiledTemplate | null;
  /** The filters and tests there are. */
  readonly functions: HostFunctions;
}

/** The filters and tests that templates may call. */
interface HostFunctions {
  /** One of the app's; `undefined` for an unknown name. */
  own(kind: "filter" | "test", name: string): TemplateFunction | undefined;
  /** The names of all of a kind. */
  names(kind: "filter" | "test"): string[];
  /** The sentence for one that does not exist; `null` for one that does. */
  missing(kind: "filter" | "test", name: string): string | null;
}

/** One rendering: what all templates that take part in it share. */
export class Rendering {
  readonly host: TemplateHost;
  /** Whether values are escaped, where no tag says otherwise. */
  readonly autoescape: boolean;
  /** What the view gives. */
  readonly given: TemplateContext;
  /** Templates imported without context, which are run once. */
  readonly modules: Map<CompiledTemplate, object> = new Map();
  /** Set while a page runs for the sake of one block: its blocks print nothing. */
  isCollecting = false;
  /** How often loops may still go round. */
  fuel: number;
  #depth = 0;
  #standard: TemplateContext | undefined;

  /** @param host - The app. @param options - What is rendered. */
  constructor(
    host: TemplateHost,
    { autoescape, given }: { readonly autoescape: boolean; readonly given: TemplateContext },
  ) {
    this.host = host;
    this.autoescape = autoescape;
    this.given = given;
    this.fuel = host.limits.maxIterations;
  }

  /** What a template sees of the context that imports it without: as much as Flask's globals. */
  get standard(): TemplateContext {
    if (this.#standard !== undefined) return this.#standard;
    const names = this.host.standardNames.filter((name) => Object.hasOwn(this.given, name));
    this.#standard = Object.fromEntries(names.map((name) => [name, this.given[name]]));
    return this.#standard;
  }

  /** Goes one level deeper. @throws RangeError when that is too deep */
  enter(): void {
    const { maxDepth } = this.host.limits;
    if (++this.#depth <= maxDepth) return;
    throw new RangeError(
      `templates, macros and recursive loops call each other more than ${maxDepth} deep; is there an end to it`,
    );
  }

  /** Comes back from a level. */
  leave(): void {
    this.#depth -= 1;
  }

  /** @throws RangeError: loops went round too often */
  exhaust(): never {
    throw new RangeError(`the loops of this page go round more than ${this.host.limits.maxIterations} times`);
  }
}
