import { createApp } from "./create-app.ts";

/** What `micro run` serves. */
export const app = createApp();
