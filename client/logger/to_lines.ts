import type { LogEntry, LogFields } from "./options.ts";

/** What a logger adds to an entry. */
export type LineDefaults = Pick<LogEntry, "service" | "fields"> & { readonly nowMs: number };

/**
 * An entry as lines of NDJSON, each an event of at most `bytesMax` bytes: one, or several marked parts where the
 * message is long. Null = it does not fit, as its fields are long. Never throws, whatever the fields.
 */
export function toLines(
  entry: LogEntry,
  defaults: LineDefaults,
  bytesMax: number,
): Uint8Array<ArrayBuffer>[] | null {
  const { level = "INFO", service = defaults.service } = entry;
  const message = toText(entry.message);
  const own = { timestamp: new Date(defaults.nowMs), level, service };
  const toLine = (message: string, part: object) =>
    ENCODER.encode(
      print({ ...own, message, ...part }, () => rename(defaults.fields, entry.fields)) + "\n",
    );
  const whole = toLine(message, {});
  if (whole.length <= bytesMax) return [whole];
  const restBytes = bytesMax - toLine("", { part: message.length }).length;
  if (restBytes < SIGN_BYTES_MAX * 2) return null;
  const parts = cut(message, Math.floor(restBytes / SIGN_BYTES_MAX));
  return parts.map((part, i) => toLine(part, { part: i + 1 }));
}

/** Anything as text, as it is best read; never throws. */
export function toText(value: unknown): string {
  return typeof value === "string" ? value : attempt(() => toPlain(value)) ?? UNREADABLE;
}

function toPlain(value: unknown): string {
  return value instanceof Error ? value.stack || String(value) : printJson(value) ?? String(value);
}

/** A field never stands for what the event says itself, in whatever case. */
function rename(...all: (LogFields | undefined)[]): LogFields {
  const fields = Object.entries(Object.assign({}, ...all));
  return Object.fromEntries(
    fields.map(([name, value]) => [OWN.test(name) ? `${name}_2` : name, value]),
  );
}

/** Fields may throw where they are read. */
function print(own: object, toFields: () => object): string {
  return attempt(() => printJson({ ...own, ...toFields() })) ??
    JSON.stringify({ ...own, fields: UNREADABLE });
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Undefined for what JSON leaves out. */
function printJson(value: unknown): string | undefined {
  const above: unknown[] = [];
  return JSON.stringify(value, function (this: unknown, _name, value) {
    if (typeof value === "bigint") return String(value);
    if (value instanceof Error) return value.stack || String(value);
    if (typeof value !== "object" || value === null) return value;
    // What `this` is not above is done with.
    while (above.length > 0 && above.at(-1) !== this) above.pop();
    if (above.includes(value)) return "[circular]";
    above.push(value);
    return value;
  });
}

/** Pairs of surrogates stay together. */
function cut(text: string, lengthMax: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = at + lengthMax;
    if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end--;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

const UNREADABLE = "[unreadable]";

const OWN = /^(timestamp|level|service|message|part)$/i;

/** `\u0000` is the longest way to write one unit of a text in JSON. */
const SIGN_BYTES_MAX = 6;

const ENCODER = new TextEncoder();
