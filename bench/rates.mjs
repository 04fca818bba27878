// How many answers a server gives for a second of its own processor time, while others do the same.
import { setTimeout as sleep } from "node:timers/promises";

import { Load } from "./load.mjs";
import { processorTime } from "./server-process.mjs";

let cutRounds = 0;

/** Says so when rounds were cut short: what was measured then is noise in part. */
export function warnOfCutRounds() {
  if (cutRounds > 0)
    console.warn(
      `\n!!! This machine was busy: ${cutRounds} rounds or warm-ups ended early without the time they need.`,
    );
}

/** Answers, and nanoseconds of processor time, until now. */
function look({ server, load }) {
  load.check();
  return { answers: load.answers, time: processorTime(server.pid) };
}

/** How much longer than on a quiet machine a round may take, where the processes share one processor. */
const PATIENCE = 1.2;

/**
 * Waits until every process has had so many seconds of a processor, or until others on the machine have kept them from it
 * for too long.
 *
 * @returns their answers per second of it
 */
async function ratesOf(loaded, seconds) {
  const starts = loaded.map(look);
  const end = performance.now() + seconds * loaded.length * PATIENCE * 1000;
  for (;;) {
    await sleep(50);
    const ends = loaded.map(look);
    const times = ends.map(({ time }, index) => (time - starts[index].time) / 1e9);
    const isShort = times.some((time) => time < seconds);
    if (times.includes(0) || (isShort && performance.now() < end)) continue;
    if (isShort) cutRounds++;
    return times.map((time, index) => (ends[index].answers - starts[index].answers) / time);
  }
}

export function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Loads servers, all at the same time.
 *
 * @param {readonly { server: object, requests: readonly object[] }[]} running
 * @param {{ connections: number, warmup: number, seconds: number, rounds: number }} plan - Warm-up and rounds in seconds
 *   of processor time of each process.
 * @returns a list of rates a round
 */
export async function measureRates(running, { connections, warmup, seconds, rounds }) {
  const loaded = running.map(({ server, requests }) => ({
    server,
    load: new Load(server.port, requests, connections),
  }));
  await ratesOf(loaded, warmup);
  const rates = [];
  for (let round = 0; round < rounds; round++) rates.push(await ratesOf(loaded, seconds));
  for (const { load } of loaded) load.stop();
  return rates;
}
