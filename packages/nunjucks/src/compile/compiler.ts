import type { TemplateModule, TemplateReport } from "@micro-web/core";

import type { KnownFunctions } from "../known-functions.ts";
import type { TagExtension } from "../library.ts";
import { RUNTIME } from "../runtime/runtime.ts";
import type { TemplateFile, TemplateFunctions } from "../runtime/compiled-template.ts";
import { type Syntax, syntaxOf } from "../syntax/delimiters.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import { TemplateReader } from "../syntax/template-parser.ts";
import { TemplateFailure } from "../template-failure.ts";
import { writeModule } from "./module.ts";
import { reportOn } from "./report.ts";
import { writeTemplate, type WrittenTemplate } from "./template-compiler.ts";

/** Makes the functions of a template: what its code becomes. */
type CreateTemplate = (
  runtime: typeof RUNTIME,
  file: TemplateFile,
  objects: readonly unknown[],
) => TemplateFunctions;

/** How templates are compiled. */
export interface CompilerOptions {
  readonly syntax: Syntax;
  /** Tags of one's own, by name. */
  readonly extensions: Readonly<Record<string, TagExtension>>;
  /** The filters, tests and tags of the app there are; `null` to leave that to the rendering. */
  readonly known: Pick<KnownFunctions, "missing" | "tag"> | null;
}

/** Makes functions of templates. */
export class TemplateCompiler {
  readonly #reader: TemplateReader;
  readonly #options: CompilerOptions;

  /** @param options - How templates are compiled. */
  constructor(options: CompilerOptions) {
    this.#options = options;
    const extensions = Object.values(options.extensions);
    const { syntax, known } = options;
    this.#reader = new TemplateReader({ syntax, extensions, tag: (name) => known?.tag(name) });
  }

  /** The JavaScript of a template. @throws TemplateFailure for one that is not valid */
  write(source: string, file: TemplateFile): WrittenTemplate {
    return explained(source, file, () => {
      const { known } = this.#options;
      return writeTemplate(this.#reader.read(source).root, { template: file.template, known });
    });
  }

  /** Compiles a template. @throws TemplateFailure for one that is not valid */
  compile(source: string, file: TemplateFile): TemplateFunctions {
    const { code, objects } = this.write(source, file);
    // oxlint-disable-next-line typescript/no-implied-eval -- functions are what templates become
    const create = explained(source, file, () => new Function("rt", "T", "X", code) as CreateTemplate); // what is written
    return create(
      RUNTIME,
      { ...file, source },
      objects.map((object) => this.#extension(object)),
    );
  }

  /** What is known of a template without running it. */
  check(source: string): TemplateReport {
    return reportOn(source, { reader: this.#reader, known: this.#options.known });
  }

  /** A template as an ES module. @throws TemplateFailure for one that is not valid */
  writeModule(source: string, file: TemplateFile): TemplateModule {
    return writeModule(this.write(source, file), source, file);
  }

  /** The extension that a node names, or is. */
  #extension(object: unknown): unknown {
    return typeof object === "string" ? this.#options.extensions[object] : object;
  }
}

/** Does a step of compiling a template. @throws TemplateFailure for one that is not valid, or nested without measure */
function explained<Result>(source: string, file: TemplateFile, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateSyntaxError) {
      const { lineno: line, colno: column } = error;
      throw new TemplateFailure({ ...file, source, line, column }, error, true);
    }
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateFailure(file, new Error("it is nested too deep", { cause: error }), true);
  }
}

/** Makes what compiles the templates of an app. @param options - How they are written. */
export function createCompiler(
  options: Partial<Syntax> & Partial<Pick<CompilerOptions, "extensions">>,
): (known: CompilerOptions["known"]) => TemplateCompiler {
  const { extensions = {} } = options;
  return (known) => new TemplateCompiler({ syntax: syntaxOf(options), extensions, known });
}
