import type { Run } from "./promises.ts";

/** The function of a page or block. @param isStream - Whether it may hand out its text in pieces. */
export type TemplateFunction = (context: object, isStream: boolean) => Run;

/** What a template's code gives. */
export interface TemplateFunctions {
  readonly root: TemplateFunction;
  readonly blocks: Readonly<Record<string, TemplateFunction>>;
}

/** The name of a template and its file. */
export interface TemplateFile {
  /** "blog/show.html". */
  readonly template: string;
  /** For error messages. */
  readonly path: string;
  /** Its text, for error messages; `undefined` when only its code is there. */
  readonly source?: string | undefined;
}

/** A template, ready to run. */
export interface CompiledTemplate extends TemplateFile, TemplateFunctions {
  /** Of the text it was compiled from. */
  readonly version: string | number;
  /** Its blocks. */
  readonly table: BlockTable;
}

/** The blocks of a template and of those it extends: of each name the innermost first. */
export class BlockTable {
  readonly #blocks: ReadonlyMap<string, readonly TemplateFunction[]>;
  readonly #extended = new WeakMap<CompiledTemplate, BlockTable>();

  private constructor(blocks: ReadonlyMap<string, readonly TemplateFunction[]>) {
    this.#blocks = blocks;
  }

  /** The blocks of one template. */
  static of({ blocks }: TemplateFunctions): BlockTable {
    return new BlockTable(new Map(Object.entries(blocks).map(([name, block]) => [name, [block]])));
  }

  /** These blocks and, behind them, those of a template that is extended. */
  extend(parent: CompiledTemplate): BlockTable {
    const known = this.#extended.get(parent);
    if (known !== undefined) return known;
    const blocks = new Map(this.#blocks);
    for (const [name, block] of Object.entries(parent.blocks)) {
      blocks.set(name, [...(blocks.get(name) ?? []), block]);
    }
    const table = new BlockTable(blocks);
    this.#extended.set(parent, table);
    return table;
  }

  /** The blocks of a name; none for an unknown one. */
  get(name: string): readonly TemplateFunction[] {
    return this.#blocks.get(name) ?? [];
  }

  /** The names of all blocks. */
  get names(): string[] {
    return [...this.#blocks.keys()];
  }
}
