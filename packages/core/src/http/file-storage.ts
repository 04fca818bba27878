import type { FileHandle } from "node:fs/promises";

import { BadRequest } from "../http-errors.ts";
import { freeChunk } from "./chunk-memory.ts";

/** Bytes per read. */
const CHUNK = 64 * 1024;

/**
 * A file without a name: it is gone from its folder as soon as it is open, so that nothing is left of it when it is
 * closed, however the process ends.
 */
export class TemporaryFile {
  readonly #handle: FileHandle;
  #size = 0;
  #isClosed = false;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Opens one that only this process can read. */
  static async open(): Promise<TemporaryFile> {
    const { open, unlink } = process.getBuiltinModule("node:fs/promises");
    const folder = process.getBuiltinModule("node:os").tmpdir();
    const path = process.getBuiltinModule("node:path").join(folder, `micro-${crypto.randomUUID()}`);
    const handle = await open(path, "wx+", 0o600);
    await unlink(path);
    return new TemporaryFile(handle);
  }

  /** The number of bytes. */
  get size(): number {
    return this.#size;
  }

  /** Adds bytes to its end, and uses them up if nobody else has them. @throws BadRequest when it is closed, even while they are written. */
  async write(chunk: Uint8Array): Promise<void> {
    const { byteLength } = chunk;
    await this.#use(writeAll(this.#handle, chunk));
    this.#size += byteLength;
  }

  /** Its bytes from the start, in pieces. @throws BadRequest when it is closed, even while they are read. */
  async *stream(): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < this.#size;) {
      const reading = this.#handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
      const { bytesRead, buffer } = await this.#use(reading);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Gives its space back. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#handle.close();
  }

  /** What fails because the request is over is no failure of the app's. */
  async #use<Result>(operation: Promise<Result>): Promise<Result> {
    try {
      return await operation;
    } catch (cause) {
      throw this.#isClosed ? new BadRequest("The upload is gone: its request is over.", { cause }) : cause;
    }
  }
}

/** Writes every byte at the place where the file is, and uses them up; `appendFile()` does the same by three calls more. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let start = 0; start < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, start);
    start += bytesWritten;
  }
  freeChunk(bytes);
}

/**
 * Writes a file from pieces.
 *
 * @param options - `overwrite` replaces a file that is there.
 * @returns The number of bytes.
 * @throws Error `EEXIST` for a file that is there; when the pieces fail, what was written is removed.
 */
export async function writeFileFrom(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<number> {
  const { open, unlink } = process.getBuiltinModule("node:fs/promises");
  const handle = await open(path, overwrite ? "w" : "wx");
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      await writeAll(handle, chunk);
    }
  } catch (error) {
    await handle.close();
    await unlink(path);
    throw error;
  }
  await handle.close();
  return size;
}
