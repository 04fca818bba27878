import { MicroError } from "./errors.ts";
import { checkFunction } from "./hooks.ts";
import type { Logger } from "./logger.ts";
import type { MaybePromise } from "./maybe-promise.ts";

/** Throws, or rejects, when something does not work; what it returns does not matter. */
export type HealthCheck = () => MaybePromise<unknown>;

/** How one check went; why it failed is in the log, not in what visitors see. */
export type HealthState = "ok" | "failed" | "timeout";

/** How an app is. */
export interface HealthReport {
  /** Whether all checks passed, and the server is not about to stop. */
  readonly isHealthy: boolean;
  /** Whether the server answers what it was asked, and then stops. */
  readonly isStopping: boolean;
  /** By the name of the check. */
  readonly checks: Readonly<Record<string, HealthState>>;
}

/** Milliseconds that a check may take. */
const TIMEOUT = 5000;

/**
 * What an app depends on, and whether it works: a database, a store, a disk. Extensions add checks, the app decides who
 * may ask.
 *
 * @example
 * app.health.add("database", () => database.query("SELECT 1"));
 * app.get("/health", async () => {
 *   const report = await app.health.check();
 *   return reply(report, report.isHealthy ? 200 : 503);
 * });
 */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();
  readonly #logger: Pick<Logger, "error">;
  #isStopping = false;

  /** @param logger - Told why a check failed. */
  constructor(logger: Pick<Logger, "error">) {
    this.#logger = logger;
  }

  /** Adds a check. @throws MicroError `MICRO_HEALTH_DUPLICATE` for a name that is taken, `MICRO_HOOK_INVALID` */
  add(name: string, check: HealthCheck): void {
    checkFunction(check, "health.add()");
    if (this.#checks.has(name)) {
      throw new MicroError(
        "MICRO_HEALTH_DUPLICATE",
        `There is already a health check ${JSON.stringify(name)}. Give this one another name.`,
      );
    }
    this.#checks.set(name, check);
  }

  /**
   * Says that the server is about to stop: from now on the app is not healthy, so that nobody is sent to it any more. Servers
   * call it; `micro serve` does.
   */
  stop(): void {
    this.#isStopping = true;
  }

  /**
   * Runs all checks at once; never rejects.
   *
   * @param options - `timeout`: milliseconds that a check may take. @default 5000
   */
  async check({ timeout = TIMEOUT }: { readonly timeout?: number } = {}): Promise<HealthReport> {
    const names = [...this.#checks.keys()];
    const states = await Promise.all([...this.#checks].map((entry) => this.#run(entry, timeout)));
    return {
      isHealthy: !this.#isStopping && states.every((state) => state === "ok"),
      isStopping: this.#isStopping,
      checks: Object.fromEntries(names.map((name, index) => [name, states[index] ?? "failed"])),
    };
  }

  async #run([name, check]: readonly [string, HealthCheck], timeout: number): Promise<HealthState> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<HealthState>((resolve) => {
      timer = setTimeout(() => resolve("timeout"), timeout);
    });
    try {
      return await Promise.race([this.#ask(name, check), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #ask(name: string, check: HealthCheck): Promise<HealthState> {
    try {
      await check();
      return "ok";
    } catch (error) {
      this.#logger.error(`The health check ${JSON.stringify(name)} failed.`, error);
      return "failed";
    }
  }
}
