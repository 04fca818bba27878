import { findErrorDocs } from "@micro-web/core/error-docs";
import { relative } from "node:path";

import { CommandFailure } from "./command-failure.ts";
import { excerptOf, type SourcePlace } from "./excerpt.ts";
import { ownFrames, type StackFrame, toPath } from "./stack-frame.ts";

/**
 * What a person has to know of an error: its message, the place in the app's own code, and the lines there.
 *
 * A {@link CommandFailure} is its message alone; a `MicroError` has its code in the message.
 *
 * @param error - Whatever was thrown.
 * @param folder - Paths are shown relative to it.
 * @param options - `isFull`: the whole stack as well, with the frames of Node, packages and Micro.
 * @example
 * console.error(reportError(error, process.cwd()));
 * // TypeError: boom
 * //     at connect (database.ts:12:9)
 */
export function reportError(
  error: unknown,
  folder: string,
  { isFull = false }: { readonly isFull?: boolean } = {},
): string {
  const report = [reportShort(error, folder), ...docsOf(error, folder)].join("\n");
  const stack = isFull && error instanceof Error ? (error.stack ?? "") : "";
  return stack === "" ? report : `${report}\n\n${stack}`;
}

/** Where the code of an error is explained, on this machine. */
function docsOf(error: unknown, folder: string): string[] {
  if (!(error instanceof Error) || !("code" in error)) return [];
  const docs = findErrorDocs(String(error.code));
  return docs === null ? [] : [`Explained in ${toShown(docs.file, folder)}:${docs.line}`];
}

function reportShort(error: unknown, folder: string): string {
  if (error instanceof CommandFailure)
    return error.showsCause ? [error.message, ...underneath(error, folder)].join("\n") : error.message;
  if (!(error instanceof Error)) return `Something that is no error was thrown: ${String(error)}`;
  const frames = framesOf(error);
  const place = syntaxPlace(error) ?? frames[0];
  const lines = [headline(error), ...frames.map((frame) => formatFrame(frame, folder))];
  if (place !== undefined && place !== frames[0])
    lines.splice(1, 0, formatFrame({ name: "", ...place }, folder));
  const excerpt = place === undefined ? "" : excerptOf(place);
  if (excerpt !== "") lines.push("", excerpt);
  return [...lines, ...underneath(error, folder)].join("\n");
}

/** A compiler's message names the place and says "failed" first; what is wrong comes after that. */
function headline(error: Error): string {
  const { name, message } = error;
  if (hasOwnCode(error)) return message;
  const compilerMessage = TRANSFORM_FAILED.exec(message)?.groups?.["text"];
  return compilerMessage === undefined ? `${name}: ${message}` : `SyntaxError: ${compilerMessage}`;
}

/** An error of Micro says what to do: where it was called is enough. */
function framesOf(error: Error): StackFrame[] {
  const own = ownFrames(error.stack ?? "");
  return hasOwnCode(error) ? own.slice(0, 1) : own;
}

function hasOwnCode(error: Error): boolean {
  return "code" in error && String(error.code).startsWith("MICRO_");
}

/** The message of esbuild, which compiles for tsx. */
const TRANSFORM_FAILED =
  /^Transform failed with \d+ errors?:\n(?<file>.+?):(?<line>\d+):(?<column>\d+): ERROR: (?<text>.*)/;

/** Node puts the place of a mistake in the grammar, and of a missing export, before the stack. */
const STACK_HEAD = /^(?<file>(?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(?<line>\d+)\n(?<lines>[^]*)$/;

function syntaxPlace({ message, stack = "" }: Error): SourcePlace | undefined {
  const compiler = TRANSFORM_FAILED.exec(message)?.groups;
  if (compiler !== undefined) return toPlace(compiler, Number(compiler["column"]));
  const head = STACK_HEAD.exec(stack)?.groups;
  if (head === undefined) return undefined;
  return toPlace(head, /^( *)\^+$/m.exec(head["lines"] ?? "")?.[1]?.length ?? -1);
}

/** @param indent - The column, counted from 0. */
function toPlace({ file = "", line }: Readonly<Record<string, string>>, indent: number): SourcePlace {
  return { file: toPath(file), line: Number(line), column: indent + 1 };
}

function formatFrame({ name, file, line, column }: StackFrame, folder: string): string {
  const place = `${toShown(file, folder)}:${line}${column === 0 ? "" : `:${column}`}`;
  return name === "" ? `    at ${place}` : `    at ${name} (${place})`;
}

/** Relative to the folder when it is below it. */
function toShown(file: string, folder: string): string {
  const path = relative(folder, file);
  return path.startsWith("..") ? file : path;
}

/** The causes of an error, and the errors it collects. */
function underneath(error: Error, folder: string): string[] {
  const cause = error.cause === undefined ? [] : [`Caused by: ${reportShort(error.cause, folder)}`];
  const collected = error instanceof AggregateError ? error.errors : [];
  return [...cause, ...collected.map((each) => `Including: ${reportShort(each, folder)}`)];
}
