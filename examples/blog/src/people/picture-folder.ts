import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { extname, join } from "node:path";

import { sendFile, type SentFile, type UploadedFile } from "micro-web";
import { currentApp } from "micro-web/context";

/** Keeps an uploaded picture. @returns The name it is kept under: a random one, with an ending that the form has let in. */
export async function keepPicture(picture: UploadedFile): Promise<string> {
  const name = randomUUID() + extname(picture.filename).toLowerCase();
  await picture.save(pathOf(name));
  return name;
}

/** Removes a picture that nothing refers to any more. */
export async function removePicture(name: string): Promise<void> {
  await rm(pathOf(name), { force: true });
}

/** The picture as an answer. Its name changes with it, so browsers may keep it. */
export function sendPicture(name: string): SentFile {
  return sendFile(pathOf(name), { maxAge: 3600 });
}

function pathOf(name: string): string {
  return join(currentApp().config.PICTURES, name);
}
