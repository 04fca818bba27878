/** The buffers that only the reader of a body knows: the parser made each for one chunk, and forgot it. */
const owned = new WeakSet<ArrayBufferLike>();

/** Smaller ones are not worth it. */
const MIN_SIZE = 16 * 1024;

/** Says that nobody else has this chunk. */
export function ownChunk(chunk: Uint8Array): void {
  if (chunk.byteLength >= MIN_SIZE) owned.add(chunk.buffer);
}

/**
 * Gives the memory of a chunk back at once, if nobody else has it: a collector that does not see these bytes would let many
 * megabytes of them gather. The chunk is empty after that, so this is for who has used it up, and never gave it to the app.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  if (byteLength === buffer.byteLength && owned.delete(buffer)) (buffer as Transferable).transfer?.(0);
}

/** Node 20 cannot. */
interface Transferable {
  readonly transfer?: (size: number) => ArrayBuffer;
}
