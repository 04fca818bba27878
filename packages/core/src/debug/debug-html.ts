import { escapeHtml } from "../http/html.ts";
import { escapeJson } from "../http/markup.ts";
import { editorLink } from "./editor-link.ts";
import type { ErrorReport } from "./error-report.ts";
import { type DebugReport, toMarkdown, toPlainText } from "./error-text.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import type { ReportSection } from "./request-report.ts";
import type { SourceExcerpt, SourcePlace, StackFrame } from "./stack-frames.ts";

/** What the page needs besides the report. */
export interface PageOptions {
  /** The one that the page's Content-Security-Policy allows. */
  readonly nonce: string;
  /** @default as {@link editorLink} says */
  readonly editor: string | undefined;
  /** Of Micro and of the runtime. */
  readonly versions: string;
}

/** The debug page: all in one answer, without a form, a console, or anything from elsewhere. */
export function toHtmlPage(report: DebugReport, options: PageOptions): string {
  const [error] = report.errors;
  const title = error === undefined ? "500" : `${error.name}: ${error.message.split("\n")[0]}`;
  const data = escapeJson(
    JSON.stringify({ text: toPlainText(report), markdown: toMarkdown(report) }),
  ).toString();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style nonce="${options.nonce}">${PAGE_STYLE}</style>
</head>
<body>
<header><div>
<p class="soft">500 Internal Server Error${report.request === "" ? "" : ` &middot; <code>${escapeHtml(report.request)}</code>`}</p>
${error === undefined ? "" : headline(error)}${report.note === "" ? "" : `\n<p>${escapeHtml(report.note)}</p>`}
<p><button type="button" data-copy="text">Copy as text</button> <button type="button" data-copy="markdown">Copy as Markdown</button></p>
</div></header>
<main>
${report.errors.map((each, index) => errorSection(each, index, options)).join("\n")}
${report.sections.map(factSection).join("\n")}
<footer><p><kbd>j</kbd> <kbd>k</kbd> move &middot; <kbd>Enter</kbd> opens and folds &middot; <kbd>o</kbd> opens the editor &middot; <kbd>c</kbd> <kbd>m</kbd> copy. MICRO_EDITOR names the editor.</p>
<p>${escapeHtml(options.versions)}. This page is shown because DEBUG is on.</p></footer>
</main>
<script type="application/json" id="report" nonce="${options.nonce}">${data}</script>
<script nonce="${options.nonce}">${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function headline({ name, message }: ErrorReport): string {
  return `<h1><b>${escapeHtml(name)}</b>: ${escapeHtml(message)}</h1>`;
}

function errorSection(error: ErrorReport, index: number, options: PageOptions): string {
  const { relation, template, frames } = error;
  const head =
    index === 0
      ? ""
      : `<h2>${escapeHtml(relation)}</h2>\n<p class="error"><b>${escapeHtml(error.name)}</b>: ${escapeHtml(error.message)}</p>`;
  const place =
    template === null ? "" : frameDetails({ ...template, name: "template", isLibrary: false }, true, options);
  const firstOwn = frames.findIndex(({ isLibrary }) => !isLibrary);
  const isOpen = (frame: StackFrame): boolean => template === null && frame === frames[firstOwn];
  return [
    head,
    meaningOf(error, options),
    place,
    ...groups(frames).map((group) =>
      group[0]?.isLibrary === true
        ? libraryDetails(group)
        : group.map((frame) => frameDetails(frame, isOpen(frame), options)).join("\n"),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** What the code means, and below it what the documentation says of it. */
function meaningOf({ code, meaning, docs }: ErrorReport, { editor }: PageOptions): string {
  if (code === "") return "";
  const text = meaning === "" ? "" : ` ${escapeHtml(meaning)}`;
  const head = `<p><code>${escapeHtml(code)}</code>${text}</p>`;
  if (docs === null) return head;
  const place = placeLink({ ...docs, column: 0 }, editor);
  return `${head}\n<details class="docs"><summary><b>What to do</b> ${place}</summary>\n<p class="meaning">${escapeHtml(docs.text)}</p></details>`;
}

/** Frames of libraries that follow each other are folded into one. */
function groups(frames: readonly StackFrame[]): StackFrame[][] {
  const all: StackFrame[][] = [];
  for (const frame of frames) {
    const last = all.at(-1);
    if (last?.[0]?.isLibrary === frame.isLibrary) last.push(frame);
    else all.push([frame]);
  }
  return all;
}

function libraryDetails(frames: readonly StackFrame[]): string {
  const noun = frames.length === 1 ? "frame" : "frames";
  const items = frames.map(
    (frame) => `<li><code>${escapeHtml(`${frame.name} ${placeText(frame)}`.trim())}</code></li>`,
  );
  return `<details class="library"><summary class="soft">${frames.length} ${noun} of libraries</summary>\n<ol>${items.join("\n")}</ol></details>`;
}

function frameDetails(frame: StackFrame, isOpen: boolean, { editor }: PageOptions): string {
  const { name, excerpt } = frame;
  const place = placeLink(frame, editor);
  const head = `<summary><b>${escapeHtml(name === "" ? "(anonymous)" : name)}</b> ${place}</summary>`;
  const lines = excerpt === null ? "" : excerptHtml(excerpt, frame);
  return `<details${isOpen ? " open" : ""}>${head}\n${lines}</details>`;
}

/** A place, which opens in the editor. */
function placeLink(place: SourcePlace, editor: string | undefined): string {
  const link = editorLink(place, editor);
  const text = escapeHtml(placeText(place));
  return link === ""
    ? `<span class="place">${text}</span>`
    : `<a class="place" href="${escapeHtml(link)}">${text}</a>`;
}

function placeText({ file, line, column }: SourcePlace): string {
  return `${file}:${line}${column === 0 ? "" : `:${column}`}`;
}

function excerptHtml({ first, lines }: SourceExcerpt, { line }: SourcePlace): string {
  const rows = lines.map((text, index) => {
    const number = first + index;
    return `<span${number === line ? ' class="here"' : ""}><i>${number}</i>${escapeHtml(text)}</span>`;
  });
  return `<pre>${rows.join("")}</pre>`;
}

function factSection({ title, rows }: ReportSection): string {
  const isOpen = title === "Request" || title === "Hooks and view";
  const cells = rows.map(
    ([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<details${isOpen ? " open" : ""}><summary><b>${escapeHtml(title)}</b> <span class="soft">${rows.length}</span></summary>\n<table>${cells.join("\n")}</table></details>`;
}
