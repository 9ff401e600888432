import type { Level } from "./event.ts";
import { LEVELS_GENERATED, SERVICES_GENERATED, TEMPLATES } from "./generate_templates.ts";
import { createRandom } from "./random.ts";

/** Which lines to make. */
export interface GeneratorOptions {
  /** The same seed gives the same lines for the same times; an integer. */
  readonly seed: number;
  /** `text`: `2025-10-23 14:32:15 INFO [payment-service] …`; `json`: an object with the same and fields. */
  readonly format: "text" | "json";
  /** No line is earlier, epoch milliseconds; nor is one earlier than the one before. */
  readonly startMs: number;
  /** IANA name of the zone in which `text` writes times (they have no offset); UTC where not given. */
  readonly timeZone?: string;
}

/** Makes log lines one by one. */
export interface Generator {
  /** The next line, of the time given, without line terminator. */
  next(nowMs: number): string;
}

/**
 * Makes lines like those of a shop's services: 70 % INFO, 15 % WARN, 10 % ERROR, 5 % DEBUG. Throws
 * RangeError for an unknown time zone.
 */
export function createGenerator(options: GeneratorOptions): Generator {
  const random = createRandom(options.seed);
  const toText = createTextTime(options.timeZone ?? "UTC");
  let lastMs = options.startMs;
  return {
    next(nowMs) {
      lastMs = Math.max(lastMs, nowMs);
      const level = pickLevel(random());
      const service = pick(SERVICES_GENERATED, random());
      const { message, fields } = fill(pick(TEMPLATES[service][level], random()), random);
      if (options.format === "text") return `${toText(lastMs)} ${level} [${service}] ${message}`;
      const timestamp = new Date(lastMs).toISOString();
      return JSON.stringify({ timestamp, level, service, message, ...fields });
    },
  };
}

type GeneratedLevel = keyof typeof LEVELS_GENERATED & Level;

function pickLevel(at: number): GeneratedLevel {
  let sum = 0;
  for (const [level, share] of Object.entries(LEVELS_GENERATED)) {
    sum += share;
    if (at < sum) return level as GeneratedLevel;
  }
  return "INFO";
}

function pick<T>(list: readonly T[], at: number): T {
  return list[Math.floor(at * list.length)]!;
}

/** Puts values for `{name}` into the message, and gives them as fields too. */
function fill(template: string, random: () => number) {
  const fields: Record<string, string | number> = {};
  const message = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = (VALUES[name] ?? toCount)(random);
    fields[name] = value;
    return String(value);
  });
  return { message, fields };
}

const VALUES: Readonly<Record<string, (random: () => number) => string | number>> = {
  order_id: (random) => `order_${toInteger(random(), 10_000, 99_999)}`,
  user_id: (random) => `user_${toInteger(random(), 1000, 9999)}`,
  item_id: (random) => `item_${toInteger(random(), 100, 999)}`,
  session_id: (random) => toInteger(random(), 0, 0xffffffff).toString(16).padStart(8, "0"),
  // Most are short and some very long, as latencies are.
  latency_ms: (random) => Math.round(4 + 20 * Math.log(1 / (1 - random())) ** 1.6),
  attempt: (random) => toInteger(random(), 1, 5),
  amount: (random) => toInteger(random(), 100, 50_000) / 100,
  client_ip: (random) => `10.${toInteger(random(), 0, 3)}.${toInteger(random(), 0, 255)}.7`,
};

function toCount(random: () => number): number {
  return toInteger(random(), 1, 40);
}

function toInteger(at: number, min: number, max: number): number {
  return min + Math.floor(at * (max - min + 1));
}

/** `2025-10-23 14:32:15` in the zone; the last second is remembered, since many lines share it. */
function createTextTime(timeZone: string): (timeMs: number) => string {
  // Swedish writes dates in the order of ISO 8601.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  let lastSecond = NaN;
  let text = "";
  return (timeMs) => {
    const second = Math.floor(timeMs / 1000);
    if (second !== lastSecond) text = format.format(second * 1000);
    lastSecond = second;
    return text;
  };
}
