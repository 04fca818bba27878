import { TemplateFailure } from "../template-failure.ts";
import { quote } from "./code.ts";
import { TemplateCompiler } from "./compiler.ts";
import { mappingsOf, type SourceMap } from "./source-map.ts";
import { type Syntax, syntaxOf } from "../syntax/delimiters.ts";

/** A template as an ES module. */
export interface CompiledModule {
  /** The module: it exports `name`, `version` and `create`. */
  readonly code: string;
  /** Leads from its lines to those of the template. */
  readonly map: SourceMap;
}

/** Writes a template as an ES module. @throws MicroError `MICRO_TEMPLATE_ERROR` for one that is not valid */
export function writeModule(name: string, source: string, syntax: Partial<Syntax> = {}): CompiledModule {
  const file = { template: name, path: name };
  const compiler = new TemplateCompiler({ syntax: syntaxOf(syntax), extensions: {}, known: null });
  try {
    const { code, places } = compiler.write(source, file);
    const head = [
      `/* The template ${JSON.stringify(name).replaceAll("*/", "*\\/")}, compiled: change the template, and compile it again. */`,
      `export const name = ${quote(name)};`,
      `export const version = ${quote(hashOf(source))};`,
      "export function create(rt, T) {",
    ];
    const map: SourceMap = {
      version: 3,
      file: `${name}.js`,
      sources: [name],
      sourcesContent: [source],
      names: [],
      mappings: mappingsOf([...head.map(() => null), ...places]),
    };
    return { code: [...head, code, "}", ""].join("\n"), map };
  } catch (error) {
    throw error instanceof TemplateFailure ? error.toError(name) : error;
  }
}

/** Tells texts apart (FNV-1a); it protects nothing. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
