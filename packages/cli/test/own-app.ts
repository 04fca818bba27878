import type { Micro } from "@micro-web/core";

import { createProject, type Project } from "./project.ts";

/** A project whose app is one that the test has made. */
export function projectOf(app: Pick<Micro, "handle">, files: Readonly<Record<string, string>> = {}): Project {
  Reflect.set(globalThis, "microTestApp", app);
  return createProject({ "app.mjs": "export const app = globalThis.microTestApp;", ...files });
}

/** Forgets the app of {@link projectOf}. */
export function forgetApp(): void {
  Reflect.deleteProperty(globalThis, "microTestApp");
}
