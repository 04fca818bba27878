import type { Extension } from "@micro-web/core";
import { z } from "zod";

import { RequestTiming } from "./request-timing.ts";
import { timingCommand } from "./timing-command.ts";

/** What the app's configuration says of timing. */
export interface TimingConfig {
  /** Whether visitors get the header: it tells them how the app works. @default true */
  TIMING_HEADER: boolean;
  /** Milliseconds after which a request is slow; `onSlow` is told. @default 1000 */
  TIMING_SLOW: number;
}

/** What {@link timing} takes. */
export interface TimingOptions {
  /** Told of each slow request. @default nobody is */
  readonly onSlow?: (path: string, milliseconds: number) => void;
}

const Config: z.ZodType<TimingConfig> = z.object({
  TIMING_HEADER: z.boolean().default(true),
  TIMING_SLOW: z.number().positive().default(1000),
});

/**
 * Sends `Server-Timing` with each response, which browsers show beside the request, and adds `request.timing`.
 *
 * @example
 * export const app = new Micro(import.meta).register(timing());
 * app.get("/", async ({ timing }) => render("index.html", { movies: await timing.measure("database", listMovies) }));
 */
export function timing({ onSlow }: TimingOptions = {}): Extension<
  void,
  TimingConfig,
  { readonly timing: RequestTiming }
> {
  return {
    name: "timing",
    config: Config,
    setup(setup, config) {
      setup.addRequestProperty("timing", () => new RequestTiming());
      setup.command("timing", timingCommand);
      setup.use(async (request, response, next) => {
        const measured = request.timing; // begins now
        await next();
        if (config.TIMING_HEADER) response.headers.append("Server-Timing", measured.toHeader());
        if (measured.total > config.TIMING_SLOW) onSlow?.(request.path, measured.total);
      });
    },
  };
}
