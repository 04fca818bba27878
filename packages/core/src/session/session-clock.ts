import type { SessionState } from "./session.ts";
import type { SessionSettings } from "./session-settings.ts";

/** An idle timeout is measured to this share of it, so that not every request writes. */
const IDLE_PRECISION = 1 / 60;

/** Whether a session that was written at `savedAt`, in seconds since 1970, is over. */
export function isTooOld({ lifetime, idleTimeout }: SessionSettings, savedAt: number): boolean {
  return Date.now() / 1000 - savedAt > Math.min(lifetime, idleTimeout ?? Infinity);
}

/** When a session began, in seconds since 1970: now for a new one, its last writing when that was not kept. */
export function startOf({ createdAt, isNew, origin }: SessionState): number {
  if (createdAt > 0) return createdAt;
  return isNew || origin.savedAt === undefined ? Math.floor(Date.now() / 1000) : origin.savedAt;
}

/** When a session is over whatever happens, in milliseconds since 1970. */
export function absoluteEnd({ absoluteTimeout }: SessionSettings, start: number): number {
  return absoluteTimeout === null ? Infinity : (start + absoluteTimeout) * 1000;
}

/** Seconds after which a session that is used is written though nothing changed. */
export function refreshInterval({ idleTimeout }: SessionSettings): number {
  return idleTimeout === null ? Infinity : Math.max(1, idleTimeout * IDLE_PRECISION);
}
