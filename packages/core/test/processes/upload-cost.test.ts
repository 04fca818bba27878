import { afterAll, afterEach, describe, expect, it } from "vitest";

import { createFolder, removeFolder } from "../temporary-folder.ts";
import { UploadProcess, type UploadWay } from "../upload-process.ts";

const MICRO = ["parts", "form"] as const;
const SIZE = 100;
/** Until the code is compiled. */
const WARM_UP = 5;

/** The one in the middle: what else the machine does meets some of them. */
function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}

describe("an upload of 100 MB to the disk, by a real server", () => {
  const folder = createFolder();
  const servers: UploadProcess[] = [];

  async function start(way: UploadWay): Promise<UploadProcess> {
    const server = await UploadProcess.start(way, folder);
    servers.push(server);
    await server.upload(WARM_UP);
    return server;
  }

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  afterAll(() => removeFolder(folder));

  it.each(MICRO)("grows its memory by less than 32 MiB: request.%s()", async (way) => {
    const growths: number[] = [];
    for (let round = 0; round < 3; round++) {
      const server = await start(way); // one that has uploaded much before has grown before
      growths.push((await server.upload(SIZE)).memory);
    }
    expect(median(growths)).toBeLessThan(32);
  });

  it("takes at most a fifth more processor time than busboy piped into a file", async () => {
    const ways: readonly UploadWay[] = ["busboy", ...MICRO];
    // Three processes of each: those of one program differ by a tenth for their whole life.
    const started: (readonly [UploadWay, UploadProcess])[] = [];
    for (const way of [...ways, ...ways, ...ways]) started.push([way, await start(way)]);
    const times: Record<UploadWay, number[]> = { busboy: [], parts: [], form: [] };
    for (let round = 0; round < 3; round++) {
      for (const [way, server] of started) times[way].push((await server.upload(SIZE)).cpu);
    }
    const bare = median(times.busboy);
    expect(median(times.parts) / bare).toBeLessThan(1.2);
    expect(median(times.form) / bare).toBeLessThan(1.2);
  });
});
