import ts from "typescript";

import { ROOT } from "./packages.ts";

/** What the compiler found out about some files. */
export interface TypeReport {
  /** Each error, with its file and line, of these files and of the built packages. */
  readonly errors: readonly string[];
  /** How many types the compiler made from generic ones: its work, independent of the machine. */
  readonly instantiations: number;
}

/** What differs between compilations. */
interface TypeProgramOptions {
  /** Whether packages are found as their sources; otherwise as users find them, as built. */
  readonly readsSources: boolean;
}

const CHECKED = /\/packages\/[a-z-]+\/dist\/|\/test\/virtual\//;

/** A compiler that keeps what it has parsed, for files that exist in memory only. */
export class TypeProgram {
  readonly #options: ts.CompilerOptions;
  readonly #host: ts.CompilerHost;
  readonly #texts = new Map<string, string>();
  readonly #parsed = new Map<string, ts.SourceFile | undefined>();

  /** @param options - Strict in any case, with `exactOptionalPropertyTypes`. */
  constructor({ readsSources }: TypeProgramOptions) {
    this.#options = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: false,
      allowImportingTsExtensions: true,
      skipLibCheck: readsSources,
      noEmit: true,
      types: ["node"],
      lib: ["lib.es2023.d.ts", "lib.es2024.string.d.ts"],
      ...(readsSources ? { customConditions: ["@micro-web/source"] } : {}),
    };
    const disk = ts.createCompilerHost(this.#options);
    this.#host = {
      ...disk,
      fileExists: (path) => this.#texts.has(path) || disk.fileExists(path),
      readFile: (path) => this.#texts.get(path) ?? disk.readFile(path),
      getSourceFile: (path, target) => this.#parse(disk, path, target),
    };
  }

  /** Compiles files, by their names. */
  check(files: Readonly<Record<string, string>>): TypeReport {
    this.#texts.clear();
    for (const [name, text] of Object.entries(files)) this.#texts.set(`${ROOT}test/virtual/${name}`, text);
    const program = ts.createProgram([...this.#texts.keys()], this.#options, this.#host);
    const errors = program
      .getSourceFiles()
      .filter(({ fileName }) => CHECKED.test(fileName))
      .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
      .map(formatError);
    return { errors, instantiations: program.getInstantiationCount() };
  }

  /** Files on the disk are parsed once. */
  #parse(
    disk: ts.CompilerHost,
    path: string,
    target: ts.ScriptTarget | ts.CreateSourceFileOptions,
  ): ts.SourceFile | undefined {
    const text = this.#texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, target);
    if (!this.#parsed.has(path)) this.#parsed.set(path, disk.getSourceFile(path, target));
    return this.#parsed.get(path);
  }
}

function formatError({ file, start = 0, messageText }: ts.Diagnostic): string {
  const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
  const name = file?.fileName.slice(ROOT.length) ?? "";
  return `${name}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
}
