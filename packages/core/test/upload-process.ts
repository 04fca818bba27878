import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { join } from "node:path";

/** How a server takes uploads: two ways of Micro, and a bare pipe from busboy into a file. */
export type UploadWay = "parts" | "form" | "busboy";

/** What an upload took in the process of the server. */
export interface UploadCost {
  /** Processor time in milliseconds. */
  readonly cpu: number;
  /** The most by which its resident memory grew, in MiB. */
  readonly memory: number;
}

const BOUNDARY = "----micro-upload";
const BLOCK = Buffer.alloc(64 * 1024, "not so random bytes, ");

/** A server in a process of its own that writes uploads to the disk. */
export class UploadProcess {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  /** Starts one. @param folder - Where the files go. */
  static async start(way: UploadWay, folder: string): Promise<UploadProcess> {
    const path = join(import.meta.dirname, "processes/upload-server.mjs");
    const child = fork(path, [way, folder], { execArgv: [], env: { ...process.env, TMPDIR: folder } });
    const { port } = await replyOf<{ port: number }>(child);
    return new UploadProcess(child, port);
  }

  /** Uploads a file of so many MiB, and says what that took. */
  async upload(size: number): Promise<UploadCost> {
    this.#child.send("start");
    await replyOf(this.#child);
    const written = await send(this.#port, size * 2 ** 20);
    if (written !== size * 2 ** 20) throw new Error(`The server has written ${written} bytes.`);
    this.#child.send("stop");
    return replyOf<UploadCost>(this.#child);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }
}

async function replyOf<Reply>(child: ChildProcess): Promise<Reply> {
  const [reply] = (await once(child, "message")) as [Reply]; // as upload-server.mjs sends it
  return reply;
}

/** Sends one file as fast as the server takes it. @returns How many bytes the server says it has written. */
async function send(port: number, bytes: number): Promise<number> {
  const head = Buffer.from(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="film.bin"\r\nContent-Type: video/mp4\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const headers = {
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
    "content-length": head.byteLength + bytes + tail.byteLength,
  };
  const request = httpRequest({ port, method: "POST", path: "/", headers });
  const writeAll = async (): Promise<void> => {
    request.write(head);
    for (let sent = 0; sent < bytes; sent += BLOCK.byteLength) {
      if (!request.write(BLOCK)) await once(request, "drain");
    }
    request.end(tail);
  };
  const [[response]] = (await Promise.all([once(request, "response"), writeAll()])) as [
    [AsyncIterable<Buffer>],
    void,
  ]; // of Node's request
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return Number(text);
}
