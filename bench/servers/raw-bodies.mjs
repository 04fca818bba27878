// What the hand-written server does with bodies.
import { createHash } from "node:crypto";

import { Order } from "../order-zod.mjs";
import { readBody, sendJson } from "./raw-answers.mjs";

let orders = 0;

export function order(request, response) {
  readBody(request, (bytes) => {
    const parsed = Order.safeParse(JSON.parse(bytes.toString()));
    if (parsed.success) sendJson(response, { id: ++orders, ...parsed.data }, 201);
    else sendJson(response, { error: parsed.error.issues }, 422);
  });
}

export function form(request, response) {
  readBody(request, (bytes) => sendJson(response, Object.fromEntries(new URLSearchParams(bytes.toString()))));
}

export function upload(request, response) {
  readBody(request, (bytes) => {
    const [, boundary] = /boundary=([^;]+)/.exec(request.headers["content-type"]);
    sendJson(response, splitParts(bytes, Buffer.from(`\r\n--${boundary}`)));
  });
}

/** Just enough for this one form. */
function splitParts(bytes, delimiter) {
  const answer = {};
  let position = delimiter.length - 2; // the first delimiter has no line break before it
  while (bytes[position] !== 0x2d) {
    const headEnd = bytes.indexOf("\r\n\r\n", position);
    const head = bytes.toString("utf8", position + 2, headEnd);
    const end = bytes.indexOf(delimiter, headEnd + 4);
    const part = bytes.subarray(headEnd + 4, end);
    const [, filename] = /filename="([^"]*)"/.exec(head) ?? [];
    const sha256 = () => createHash("sha256").update(part).digest("hex");
    if (filename !== undefined) Object.assign(answer, { filename, size: part.length, sha256: sha256() });
    else answer[/name="([^"]*)"/.exec(head)[1]] = part.toString();
    position = end + delimiter.length;
  }
  return answer;
}
