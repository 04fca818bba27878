// A form with a file of one MiB, as a browser sends it.
import { createHash } from "node:crypto";

const BOUNDARY = "----microbench7MA4YWxkTrZu0gW";
const file = Buffer.alloc(1024 * 1024);
for (let index = 0, state = 12_345; index < file.length; index++) {
  state = (Math.imul(state, 1103515245) + 12_345) >>> 0;
  file[index] = state >>> 24;
}

export const UPLOAD_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

export const UPLOAD_BODY = Buffer.concat([
  Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello upload\r\n`),
  Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="blob.bin"\r\n`),
  Buffer.from("Content-Type: application/octet-stream\r\n\r\n"),
  file,
  Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
]);

export const UPLOADED = {
  filename: "blob.bin",
  size: file.length,
  sha256: createHash("sha256").update(file).digest("hex"),
  note: "hello upload",
};
