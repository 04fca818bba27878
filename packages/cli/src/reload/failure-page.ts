import type { CrashPages, PageAnswer } from "@micro-web/core";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * A listener that answers every request with a failure, until the next save starts the app again.
 *
 * @param failure - Shown as it is: for development only.
 * @param pages - The debug pages about it. @default a page with the text of the failure
 * @example
 * createServer(failurePage("SyntaxError: app.ts:3"));
 */
export function failurePage(
  failure: string,
  pages: CrashPages | null = null,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { html, text, json } = pages ?? plainPages(failure);
  return function showFailure(incoming, outgoing) {
    const { accept = "" } = incoming.headers;
    const page = accept.includes("text/html") ? html : accept.includes("json") ? json : text;
    function answer(): void {
      const length = Buffer.byteLength(page.body);
      outgoing.writeHead(500, { ...page.headers, "Content-Length": length }).end(page.body);
    }
    // The whole request is read first, so that its connection can be used again.
    if (incoming.readableEnded) answer();
    else incoming.resume().once("end", answer);
  };
}

function plainPages(failure: string): CrashPages {
  const toPage = (body: string, type: string): PageAnswer => ({
    body,
    headers: { "Content-Type": type, "Cache-Control": "no-store" },
  });
  const problem = { type: "about:blank", title: "The app cannot start", status: 500, detail: failure };
  return {
    html: toPage(htmlPage(failure), "text/html; charset=utf-8"),
    text: toPage(`500 The app cannot start\n\n${failure}\n`, "text/plain; charset=utf-8"),
    json: toPage(JSON.stringify(problem), "application/problem+json"),
  };
}

function htmlPage(failure: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>500 The app cannot start</title>
<style>
:root { color-scheme: light dark; --back: #fbfaf8; --text: #1d1b19; --code: #f5f3ef; --accent: #b3261e }
@media (prefers-color-scheme: dark) { :root { --back: #171615; --text: #ece8e3; --code: #201e1d; --accent: #ff8a80 } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--back); color: var(--text) }
h1 { font-size: 1.35rem; color: var(--accent) }
pre { overflow: auto; padding: 1rem; background: var(--code); border-left: 4px solid var(--accent); border-radius: 4px; font-size: 13px }
</style>
<body>
<h1>The app cannot start</h1>
<pre>${escapeText(failure)}</pre>
<p>Correct the file and save it. With --debug this page then shows the app by itself.</p>
</body>
</html>
`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
