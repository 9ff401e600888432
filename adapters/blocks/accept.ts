import type { LogEvent } from "../../core/event.ts";
import { isOrigin } from "../../core/id.ts";
import type { AppendResult } from "../../ports/log_store.ts";
import type { IntervalSet } from "./interval_set.ts";

/** Events sorted out before they are stored. */
export interface Accepted {
  /** New ones, in order. */
  readonly events: LogEvent[];
  /** How many were repeats. */
  readonly duplicates: number;
  /** What cannot be stored, and why. */
  readonly rejected: AppendResult["rejected"];
}

/**
 * Sorts out repeats (whose position lies in what `touch(origin)` holds) and what cannot be stored,
 * and adds what the new events account for to those sets.
 */
export function accept(
  events: readonly LogEvent[],
  touch: (origin: string) => IntervalSet,
): Accepted {
  const fresh: LogEvent[] = [];
  const rejected: { event: LogEvent; reason: string }[] = [];
  let duplicates = 0;
  let origin: string | null = null;
  let set: IntervalSet | null = null;
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    const reason = findFault(event, origin);
    if (reason !== null) {
      rejected.push({ event, reason });
      continue;
    }
    if (set === null || event.origin !== origin) {
      origin = event.origin;
      set = touch(origin);
    }
    const { position } = event;
    if (set.has(position)) duplicates++;
    else {
      addEvent(set, event);
      fresh.push(event);
    }
  }
  return { events: fresh, duplicates, rejected };
}

/** Adds what an event accounts for to the set of its origin: at least its own position. */
export function addEvent(set: IntervalSet, { position, begin, end }: LogEvent): void {
  set.add(Math.min(begin, position), Math.max(end, position + 1));
}

/** Why an event cannot be stored; null = it can. `knownOrigin` was checked before. */
function findFault(event: LogEvent, knownOrigin: string | null): string | null {
  const { position, begin, end, timestampMs, ingestedMs } = event;
  if (event.origin !== knownOrigin && !isOrigin(event.origin)) {
    return `origin "${event.origin}" is not 15 lower-case hex digits`;
  }
  if (!isPlace(position) || !isPlace(begin) || !isPlace(end)) {
    return `position ${position}, begin ${begin} and end ${end} must be whole numbers below 2^53`;
  }
  if (!isTime(timestampMs) || !isTime(ingestedMs)) {
    return `times ${timestampMs} and ${ingestedMs} must be whole milliseconds within ±2^52`;
  }
  return null;
}

function isPlace(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isTime(value: number): boolean {
  return Number.isSafeInteger(value) && value < TIME_MAX && value > -TIME_MAX;
}

const TIME_MAX = 2 ** 52;
