import { Micro, UploadedFile } from "@micro-web/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { upload } from "./file-rules.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("upload [F297 F264]", () => {
  const app = new Micro(null, {});
  const picture = upload({
    types: ["image/png"],
    maxSize: 1000,
    extensions: [".png"],
    image: { maxWidth: 1 },
  });
  app.post(
    "/",
    { files: z.object({ picture, papers: z.array(upload()).max(2).optional() }) },
    ({ valid }) => ({
      name: valid.files.picture.filename,
      bytes: valid.files.picture.size,
    }),
  );
  const client = app.testClient({ headers: { Accept: "application/json" } });

  it("is the file in the files of a route", async () => {
    const response = await client.post("/", { files: { picture: [PNG, "a.PNG"] } });
    expect(response.json()).toEqual({ name: "a.PNG", bytes: PNG.byteLength });
  });

  it.each([
    ["is too large", [Buffer.alloc(1001), "a.png"], "a.png is larger than 1 kB."],
    ["is empty", [Buffer.alloc(0), "a.png"], "a.png is empty."],
    ["is named otherwise", [PNG, "a.exe"], "a.exe does not end with .png."],
    [
      "is something else, whatever its name",
      [Buffer.from("<script>"), "a.png"],
      "a.png is not of the type image/png.",
    ],
  ] as const)("refuses one that %s", async (_, file, message) => {
    const response = await client.post("/", { files: { picture: [...file] } });
    expect([response.status, response.json()]).toMatchObject([
      422,
      { errors: [{ in: "files", path: ["picture"], message }] },
    ]);
  });

  it("refuses what is no file", async () => {
    const response = await client.post("/", { form: { picture: "text" }, type: "multipart/form-data" });
    expect(response.json()).toMatchObject({ errors: [{ path: ["picture"], message: "No file was sent." }] });
  });

  it("looks at every file of a list (A101)", async () => {
    const papers = [
      [Buffer.from("x"), "a.txt"],
      [Buffer.alloc(0), "b.txt"],
    ] as const;
    const response = await client.post("/", { files: { picture: [PNG, "a.png"], papers } });
    expect(response.json()).toMatchObject({ errors: [{ path: ["papers", 1], message: "b.txt is empty." }] });
  });

  it("takes any file that is not empty without limits", async () => {
    const file = new UploadedFile({ field: "f", filename: "x", contentType: "", content: Buffer.from("x") });
    expect(await upload().parseAsync(file)).toBe(file);
  });
});
