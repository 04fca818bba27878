import type { ErrorReport } from "./error-report.ts";
import type { ReportSection } from "./request-report.ts";
import type { SourceExcerpt, SourcePlace, StackFrame } from "./stack-frames.ts";

/** All that the debug page shows. */
export interface DebugReport {
  /** "GET /users/3". */
  readonly request: string;
  /** How it came to the error, if there is something to say; "" otherwise. */
  readonly note: string;
  /** The error itself is the first. */
  readonly errors: readonly ErrorReport[];
  readonly sections: readonly ReportSection[];
}

/** As text, for a terminal, a ticket or a chat. */
export function toPlainText({ request, note, errors, sections }: DebugReport): string {
  const parts = errors.map((error) => {
    const relation = error.relation === "" ? "" : `${error.relation}: `;
    const template = error.template === null ? [] : [placeLines(error.template)];
    const docs = error.docs === null ? [] : [`    explained in ${error.docs.file}:${error.docs.line}`];
    const head = `${relation}${error.name}: ${error.message}`;
    return [head, ...docs, ...template, ...frameLines(error.frames)].join("\n");
  });
  const facts = sections
    .filter(({ title }) => title !== "Configuration")
    .map(({ title, rows }) => [title, ...rows.map(([name, value]) => `  ${name}: ${value}`)].join("\n"));
  return [note, ...parts, request, ...facts].filter((part) => part !== "").join("\n\n");
}

/** As Markdown, for an issue. */
export function toMarkdown(report: DebugReport): string {
  const [error] = report.errors;
  const title = error === undefined ? "" : `${error.name}: ${error.message.split("\n")[0]}`;
  const request = report.request === "" ? "" : `\`${report.request}\`\n\n`;
  return `### ${title}\n\n${request}\`\`\`text\n${toPlainText(report).replaceAll("```", "'''")}\n\`\`\`\n`;
}

/** As members of a problem (RFC 9457), for a client that asks for JSON. */
export function toJson({ errors }: DebugReport): object {
  const [error, ...others] = errors.map(({ name, message, relation, code, docs, frames }) => ({
    name,
    message,
    ...(relation === "" ? {} : { relation }),
    ...(code === "" ? {} : { code }),
    ...(docs === null ? {} : { docs: `${docs.file}:${docs.line}` }),
    frames: frames.map((frame) => ({
      name: frame.name,
      file: frame.file,
      line: frame.line,
      column: frame.column,
    })),
  }));
  return { error, others };
}

function frameLines(frames: readonly StackFrame[]): string[] {
  const own = frames.filter(({ isLibrary }) => !isLibrary);
  return (own.length === 0 ? frames : own).map((frame, index) => {
    const { name, file, line, column, excerpt } = frame;
    const head = `    at ${name === "" ? "" : `${name} `}${file}:${line}:${column}`;
    return index === 0 && excerpt !== null ? `${head}\n${excerptLines(excerpt, frame)}` : head;
  });
}

function placeLines(place: SourcePlace & { readonly excerpt: SourceExcerpt | null }): string {
  const head = `    in ${place.file}:${place.line}${place.column === 0 ? "" : `:${place.column}`}`;
  return place.excerpt === null ? head : `${head}\n${excerptLines(place.excerpt, place)}`;
}

function excerptLines({ first, lines }: SourceExcerpt, { line }: SourcePlace): string {
  const width = String(first + lines.length - 1).length;
  return lines
    .map((text, index) => {
      const number = first + index;
      return `    ${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd();
    })
    .join("\n");
}
