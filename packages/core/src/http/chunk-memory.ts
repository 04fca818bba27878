/** On the buffers that only the reader of a body knows: the parser made each for one chunk, and forgot it. */
const OWNED: unique symbol = Symbol("owned by its reader");

/** Smaller ones are not worth it. */
const MIN_SIZE = 16 * 1024;

/** What a buffer may have besides its bytes. */
interface ChunkBuffer {
  [OWNED]?: true;
  /** Node 20 has none. */
  readonly transfer?: (size: number) => ArrayBuffer;
}

/** Says that nobody else has this chunk. A mark, not a set: what is in a set costs the collector more than the chunk. */
export function ownChunk({ buffer, byteLength }: Uint8Array): void {
  if (byteLength >= MIN_SIZE) (buffer as ChunkBuffer)[OWNED] = true;
}

/**
 * Gives the memory of a chunk back at once, if nobody else has it: a collector that does not see these bytes would let many
 * megabytes of them gather. The chunk is empty after that, so this is for who has used it up, and never gave it to the app.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  if (byteLength === 0 || byteLength !== buffer.byteLength) return;
  const whole = buffer as ChunkBuffer;
  if (whole[OWNED] === true) whole.transfer?.(0);
}
