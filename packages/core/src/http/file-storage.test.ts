import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFolder, removeFolder } from "../../test/temporary-folder.ts";
import { timeOfAsync } from "../../fixtures/timing.ts";
import { Micro } from "../app.ts";
import { HttpError } from "../http-errors.ts";
import { TemporaryFile, writeFileFrom } from "./file-storage.ts";
import { UploadedFile } from "./uploaded-file.ts";

let folder: string;
beforeAll(() => {
  folder = createFolder({ "there.txt": "old" });
});
afterAll(() => removeFolder(folder));

/** The pieces of a stream as one text. */
async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe("TemporaryFile", () => {
  it("gives back what was written, several times [F81]", async () => {
    const file = await TemporaryFile.open();
    await file.write(Buffer.from("ab".repeat(50_000)));
    await file.write(Buffer.from("c"));
    expect(file.size).toBe(100_001);
    const [one, two] = await Promise.all([readAll(file.stream()), readAll(file.stream())]);
    expect([one.length, one === two, one.at(-1)]).toEqual([100_001, true, "c"]);
    await file.close();
  });

  it("has no name in its folder, so that nothing can be left of it [F81 A86 A249]", async () => {
    const file = await TemporaryFile.open();
    expect(readdirSync(tmpdir()).filter((name) => /^micro-[\da-f]{8}-/.test(name))).toEqual([]);
    await file.close();
  });
});

describe("a TemporaryFile whose request is over", () => {
  it("is a 400 for whoever still writes or reads it, and no failure of the app's (F15) [A249]", async () => {
    const file = await TemporaryFile.open();
    await file.write(Buffer.alloc(300_000));
    const writing = file.write(Buffer.alloc(5_000_000));
    const reading = readAll(file.stream());
    const closing = file.close();
    for (const late of [writing, reading])
      expect(await late.catch((error: unknown) => error)).toSatisfy(
        (result) => typeof result !== "object" || (result instanceof HttpError && result.status === 400),
      );
    await closing;
    await expect(file.write(Buffer.from("x"))).rejects.toMatchObject({ status: 400 });
    await expect(readAll(file.stream())).rejects.toMatchObject({ status: 400 });
  });

  it("says what else goes wrong as it is", async () => {
    const file = await TemporaryFile.open();
    await expect(file.write({ byteLength: 3 } as never)).rejects.toThrow(TypeError);
    await file.close();
  });
});

describe("writeFileFrom", () => {
  it("writes a new file", async () => {
    expect(await writeFileFrom(chunksOf("a", "bc"), `${folder}/new.txt`)).toBe(3);
    expect(readFileSync(`${folder}/new.txt`, "utf8")).toBe("abc");
  });

  it("replaces no file unless it is told to [A252 A258]", async () => {
    await expect(writeFileFrom(chunksOf("x"), `${folder}/there.txt`)).rejects.toThrow("EEXIST");
    await writeFileFrom(chunksOf("x"), `${folder}/there.txt`, { overwrite: true });
    expect(readFileSync(`${folder}/there.txt`, "utf8")).toBe("x");
  });

  it("takes the same time for the thousandth upload of a name, each a file of its own (A66, A252, A253)", async () => {
    const app = new Micro();
    const target = `${folder}/uploads`;
    mkdirSync(target);
    app.post("/", async (request) => {
      const file = (await request.form()).files.get("f");
      const names = [crypto.randomUUID(), file?.filename ?? ""];
      await file?.save(`${target}/${names[0]}`);
      return names;
    });
    const client = app.testClient();
    const upload = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index++)
        await client.post("/", { form: { f: new File([`${index}`], "same.txt") } });
    };
    await upload(50);
    const first = await timeOfAsync(() => upload(100));
    await upload(400);
    expect(await timeOfAsync(() => upload(100))).toBeLessThan(4 * first + 50);
    const names = readdirSync(target);
    expect(names.length).toBeGreaterThan(600);
    expect(names.every((name) => /^[\da-f-]{36}$/.test(name))).toBe(true);
  }, 30_000);

  it("leaves nothing of what breaks off (F15) [A249]", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("half");
      throw new Error("The client has left.");
    }
    await expect(writeFileFrom(broken(), `${folder}/half.txt`)).rejects.toThrow("left");
    expect(existsSync(`${folder}/half.txt`)).toBe(false);
  });
});

describe("UploadedFile.save", () => {
  it("writes a file from memory and from the disk [F81]", async () => {
    const parts = { field: "f", filename: "f", contentType: "text/plain" };
    const file = await TemporaryFile.open();
    await file.write(Buffer.from("from the disk"));
    const uploads = [Buffer.from("from memory"), file].map(
      (content) => new UploadedFile({ ...parts, content }),
    );
    for (const [index, upload] of uploads.entries()) {
      expect(await upload.save(`${folder}/saved-${index}`)).toBe(upload.size);
      expect(await readAll(upload.stream())).toBe(await upload.text());
      expect(Buffer.from(await upload.bytes()).toString()).toBe(
        readFileSync(`${folder}/saved-${index}`, "utf8"),
      );
    }
    expect(statSync(`${folder}/saved-1`).size).toBe(13);
    await file.close();
  });
});
