import type { CaseEvents } from "../../core/alert/rule_case.ts";
import { cut } from "../../core/cut/cut.ts";
import { toRawBatch } from "../../core/cut/to_raw_batch.ts";
import type { LogEvent } from "../../core/event.ts";
import { parseLevel } from "../../core/level.ts";
import { detectFormat } from "../../core/parse/detect.ts";
import { parseBatch } from "../../core/parse/parse_batch.ts";
import { toFields } from "../../core/transform/fields.ts";
import { CASE_EVENTS_MAX, type EventsInput } from "./case_schema.ts";

/** Tells what is wrong with a key of the i-th. */
type Tell = (i: number, key: string, sentence: string) => void;

/** The events of a test; lines are read as `ship` and `process` do, but for their times: `at` says when they happen. */
export function toCaseEvents(
  inputs: readonly EventsInput[],
  startMs: number,
  tell: Tell,
): CaseEvents[] {
  let left = CASE_EVENTS_MAX;
  return inputs.flatMap((input, i) => {
    const { at: atMs, times = 1, every: everyMs = 0, late: lateMs = 0 } = input;
    left -= times;
    if (left < 0 && left + times >= 0) {
      tell(i, "times", `makes over ${CASE_EVENTS_MAX} events of the test; give fewer`);
    }
    for (const key of ["level", "message", "fields"] as const) {
      if (input.line !== undefined && input[key] !== undefined) {
        tell(i, key, "means nothing beside line; leave one of them out");
      }
    }
    const event = input.line === undefined
      ? toEvent(input, startMs)
      : parseLine(input.line, input, startMs);
    if (event !== null) return [{ atMs, times, everyMs, lateMs, event }];
    tell(i, "line", "is not one event; give each an entry of its own");
    return [];
  });
}

function toEvent(
  { level = "INFO", message = "", fields = {}, ...given }: EventsInput,
  startMs: number,
): LogEvent {
  const { hostname, file, service } = toSource(given);
  return {
    ...{ origin: ORIGIN, position: 0, begin: 0, end: 1 },
    ...{ timestampMs: startMs, level: parseLevel(level)!, service, message, hostname, file },
    ...{ fields: toFields(fields), ingestedMs: startMs },
  };
}

/** Null = it is none, or more than one. */
function parseLine(line: string, given: Source, startMs: number): LogEvent | null {
  const format = detectFormat(line.split("\n"));
  const bytes = new TextEncoder().encode(`${line}\n`);
  const made = cut(bytes, { format, flush: "all", part: 0, eventsMax: 2 });
  const batch = toRawBatch(made, {
    ...{ origin: ORIGIN, begin: 0, format, timeZone: "UTC", shippedMs: startMs },
    ...toSource(given),
  });
  const [event, another] = batch === null ? [] : parseBatch(batch, startMs);
  return event === undefined || another !== undefined ? null : event;
}

type Source = Pick<EventsInput, "host" | "file" | "service">;

function toSource({ host = "host", file = "app.log", service = "app" }: Source) {
  return { hostname: host, file, service };
}

/** Events of tests are not told apart. */
const ORIGIN = "0".repeat(15);
