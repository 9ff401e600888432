import { parseDurationMs } from "../core/time_range.ts";
import { type Format, FORMATS } from "../core/raw_batch.ts";

/** A TCP port, 1 … 65535. Throws RangeError. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new RangeError(`"${text}" is not a port; give a number from 1 to 65535`);
}

/** A length of time such as `30d`, `12h`, `500ms`, in milliseconds, at least 1. Throws RangeError. */
export function parsePeriodMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms >= 1) return ms;
  throw new RangeError(`"${text}" is too short; give at least 1ms, such as 30d`);
}

/** A size such as `512MiB`, `1GiB`, `64MB` or plain bytes. Throws RangeError below `min`. */
export function parseBytes(text: string, min: number): number {
  const parts = /^(\d{1,15}(?:\.\d+)?)\s*([KMGT]i?B|B)?$/i.exec(text);
  const unit = parts?.[2]?.toUpperCase() ?? "B";
  const bytes = parts === null ? NaN : Math.floor(Number(parts[1]) * SIZES[unit]!);
  if (!Number.isSafeInteger(bytes)) {
    throw new RangeError(
      `"${text}" is not a size; give bytes, or a number and a unit, such as 1GiB`,
    );
  }
  if (bytes >= min) return bytes;
  throw new RangeError(`"${text}" is too small; at least ${min} bytes are needed`);
}

/** As {@linkcode parseBytes}; null for 0: no bound. Throws RangeError between 0 and `min`. */
export function parseBytesOrNone(text: string, min: number): number | null {
  return parseBytes(text, 0) === 0 ? null : parseBytes(text, min);
}

/** An IANA time zone as the runtime knows it. Throws RangeError. */
export function parseTimeZone(text: string): string {
  if (text === "UTC") return text; // The most common one of servers; loading the others takes 10 ms.
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new RangeError(`"${text}" is no known time zone; give a name such as UTC, Europe/Berlin`);
  }
}

/** A format's name; null for `auto`: detected for each source. Throws RangeError. */
export function parseFormat(text: string): Format | null {
  if (text === "auto") return null;
  const format = FORMATS.find((name) => name === text);
  if (format !== undefined) return format;
  throw new RangeError(`"${text}" is no known format; give auto or one of ${FORMATS.join(", ")}`);
}

/** An address that only this machine reaches. Throws RangeError. */
export function parseLoopback(text: string): string {
  if (["127.0.0.1", "::1", "localhost"].includes(text)) return text;
  throw new RangeError(
    `"${text}" could be reached by others, and this version has no API keys yet; ` +
      `give 127.0.0.1, ::1 or localhost`,
  );
}

/** One path. Throws RangeError where Deno's permission flags could not carry it. */
export function parsePath(text: string): string {
  if (text !== "" && !/[,\0\n]/.test(text)) return text;
  throw new RangeError(`"${text}" is not a usable path; it must not be empty nor have a comma`);
}

/** Paths separated by commas or newlines, in their order, each once. */
export function parsePaths(text: string): readonly string[] {
  const paths = text.split(/[,\n]/).map((path) => path.trim()).filter((path) => path !== "");
  return [...new Set(paths)].map(parsePath);
}

const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};
