import { createApp } from "./create-app.ts";

/** What `micro run` serves. Tests make apps of their own with `createApp()`. */
export const app = createApp();
