import { useApp } from "@micro-web/core/testing/vitest";
import type { MaybePromise } from "@micro-web/core";

import { createBlog } from "./blog.ts";

/** Makes a blog's app, and closes it when the test is over. */
export type UseBlog = (
  config?: Readonly<Record<string, unknown>>,
) => MaybePromise<ReturnType<typeof createBlog>>;

/** {@link createBlog} in memory, closed when the test is over. */
export function useBlog(config: Readonly<Record<string, unknown>> = {}): ReturnType<typeof createBlog> {
  const made = createBlog(config);
  useApp(() => made.app);
  return made;
}
