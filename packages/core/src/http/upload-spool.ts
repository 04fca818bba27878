import type { TemporaryFile } from "./file-storage.ts";
import type { FormPart } from "./form-part.ts";
import { UploadedFile } from "./uploaded-file.ts";

/** Files of a form up to so many bytes together stay in memory (Werkzeug's 500 kB); what comes after goes to the disk. */
const MAX_IN_MEMORY = 500 * 1024;

/** Keeps the files of a form until its request is over. */
export class UploadSpool {
  readonly #onClose: ((listener: () => void) => void) | undefined;
  readonly #files: TemporaryFile[] = [];
  #bytesInMemory = 0;
  #isOver = false;

  /** @param onClose - Registers what to do when the request is over; without it all stays in memory. */
  constructor(onClose: ((listener: () => void) => void) | undefined) {
    this.#onClose = onClose;
  }

  /** Reads a part that is a file to its end. */
  async keep(part: FormPart): Promise<UploadedFile> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of part) {
      if (this.#onClose !== undefined && this.#bytesInMemory + chunk.byteLength > MAX_IN_MEMORY)
        return this.#spool(part, [...chunks, chunk]);
      this.#bytesInMemory += chunk.byteLength;
      chunks.push(chunk);
    }
    return toUploadedFile(part, Buffer.concat(chunks));
  }

  /** Gives up what is on the disk. */
  discard(): void {
    this.#isOver = true;
    for (const file of this.#files.splice(0)) void file.close().catch(() => undefined);
  }

  async #spool(part: FormPart, chunks: readonly Uint8Array[]): Promise<UploadedFile> {
    const { TemporaryFile } = await import("./file-storage.ts");
    const file = await TemporaryFile.open();
    if (this.#files.length === 0) this.#onClose?.(() => this.discard());
    this.#files.push(file);
    if (this.#isOver) this.discard(); // while it was opened
    this.#bytesInMemory -= sizeOf(chunks.slice(0, -1)); // the last one was not counted
    for (const chunk of chunks) await file.write(chunk);
    for await (const chunk of part) await file.write(chunk);
    return toUploadedFile(part, file);
  }
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}

function toUploadedFile(part: FormPart, content: Uint8Array | TemporaryFile): UploadedFile {
  const { name = "", filename = "", contentType, headers } = part;
  return new UploadedFile({ field: name, filename, contentType, headers, content });
}
