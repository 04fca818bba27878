import { createApp } from "./create-app.js";

/** What `micro run` serves. */
export const app = createApp();
