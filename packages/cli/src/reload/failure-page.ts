import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * A listener that answers every request with a failure, until the next save starts the app again.
 *
 * @param failure - Shown as it is: for development only.
 * @example
 * createServer(failurePage("SyntaxError: app.ts:3"));
 */
export function failurePage(failure: string): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return function showFailure(incoming, outgoing) {
    const isHtml = incoming.headers.accept?.includes("text/html") === true;
    const body = isHtml ? htmlPage(failure) : `500 The app cannot start\n\n${failure}\n`;
    const type = isHtml ? "text/html" : "text/plain";
    function answer(): void {
      const head = { "Content-Type": `${type}; charset=utf-8`, "Content-Length": Buffer.byteLength(body) };
      outgoing.writeHead(500, { ...head, "Cache-Control": "no-store" }).end(body);
    }
    // The whole request is read first, so that its connection can be used again.
    if (incoming.readableEnded) answer();
    else incoming.resume().once("end", answer);
  };
}

function htmlPage(failure: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>500 The app cannot start</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem } pre { overflow: auto; padding: 1rem; background: #f6f0ef }</style>
<h1>The app cannot start</h1>
<pre>${escapeText(failure)}</pre>
<p>Correct the file and save it, then load this page again.</p>
</html>
`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
