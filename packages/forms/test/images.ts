/** The header of a PNG of some size, as much of it as says so. */
export function pngOf(width: number, height: number): Buffer {
  const header = Buffer.from(
    "89504e470d0a1a0a0000000d49484452" + "00".repeat(8) + "0806000000" + "00000000",
    "hex",
  );
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

/** The header of a JPEG of some size. */
export function jpegOf(width: number, height: number): Buffer {
  const start = Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex");
  const frame = Buffer.from("ffc0001108" + "0000" + "0000" + "03012200021101031101", "hex");
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([start, frame, Buffer.from("ffd9", "hex")]);
}
