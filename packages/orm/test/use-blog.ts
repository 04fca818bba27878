import { useApp } from "@micro-web/core/testing/vitest";

import { createBlog } from "./blog.ts";

/** {@link createBlog}, closed when the test is over. */
export function useBlog(config: Readonly<Record<string, unknown>> = {}): ReturnType<typeof createBlog> {
  const made = createBlog(config);
  useApp(() => made.app);
  return made;
}
