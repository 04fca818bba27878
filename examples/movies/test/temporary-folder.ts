import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

/** An empty folder, until {@link removeTemporaryFolders}. */
export function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "movies-"));
  folders.push(folder);
  return folder;
}

/** Removes the folders a test has made. */
export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
