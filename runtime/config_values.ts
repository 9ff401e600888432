import { parseDurationMs } from "../core/time_range.ts";
import { type Format, FORMATS } from "../core/raw_batch.ts";

export { isLoopback } from "../core/is_loopback.ts";

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

/** An address or name to listen on. Throws RangeError. */
export function parseListenHost(text: string): string {
  if (/^(?:[0-9a-f]*:[0-9a-f:.]+|[a-z0-9._-]+)$/i.test(text)) return text;
  throw new RangeError(`"${text}" is no address to listen on; give one such as 127.0.0.1 or ::1`);
}

/** The name of a machine, as it is shown; null where it is empty. Throws RangeError. */
export function parseHostName(text: string): string | null {
  if (text === "") return null;
  if (/^[a-z0-9._-]{1,253}$/i.test(text)) return text;
  throw new RangeError(`"${text}" is no name of a machine; give one such as web-1`);
}

/** Names as they stand in a Host header, separated by commas, in lower case. */
export function parseNames(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().split(/[,\s]+/).filter((name) => name !== ""))];
}

/** Origins as browsers name them, such as `https://logs.example.com`, separated by commas. Throws RangeError. */
export function parseOrigins(text: string): readonly string[] {
  const parts = text.toLowerCase().split(/[,\s]+/).filter((part) => part !== "");
  return [...new Set(parts.map(parseOrigin))];
}

function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && !url.hostname.includes("*");
  if (isWeb && url.origin === text) return text;
  const hint = text === "*"
    ? "would let every site in; name each, such as https://logs.example.com"
    : "is no origin; give scheme, host and port alone, such as https://logs.example.com:8443";
  throw new RangeError(`"${text}" ${hint}`);
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

/** As {@linkcode parsePath}; null where it is empty. */
export function parsePathOrNone(text: string): string | null {
  return text === "" ? null : parsePath(text);
}

/** One of some words. Throws RangeError. */
export function parseChoice<const W extends string>(text: string, allowed: readonly W[]): W {
  const found = allowed.find((word) => word === text.toLowerCase());
  if (found !== undefined) return found;
  throw new RangeError(`"${text}" is not known; give one of ${allowed.join(", ")}`);
}

/** `on` or `off`. Throws RangeError. */
export function parseSwitch(text: string): boolean {
  return parseChoice(text, ["off", "on"]) === "on";
}

/** Which whole numbers are taken. */
export interface CountRange {
  /** Inclusive. */
  readonly min: number;
  /** Inclusive. */
  readonly max: number;
}

/** A whole number. Throws RangeError. */
export function parseCount(text: string, { min, max }: CountRange): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (count >= min && count <= max) return count;
  throw new RangeError(`"${text}" does not do; give a whole number from ${min} to ${max}`);
}

/** As {@linkcode parseCount}; null for 0. */
export function parseCountOrNone(text: string, range: CountRange): number | null {
  return text === "0" ? null : parseCount(text, range);
}

/** A name that every server takes as a part of its names; null where it is empty. Throws RangeError. */
export function parseNamespace(text: string): string | null {
  if (text === "") return null;
  if (/^[a-z][a-z0-9]{0,31}$/.test(text)) return text;
  throw new RangeError(`"${text}" does not do; give up to 32 of a–z and 0–9, a letter first`);
}

/** A name or password; null where it is empty. The text is in no message. */
export function parseSecret(text: string): string | null {
  return text === "" ? null : text;
}

/** `host:port` separated by commas, each once; no IPv6 addresses, which kafkajs cannot take. Throws RangeError. */
export function parseAddresses(text: string, defaultPort: number): readonly string[] {
  const parts = text.split(/[,\s]+/).filter((part) => part !== "");
  return [...new Set(parts.map((part) => parseAddress(part, defaultPort)))];
}

function parseAddress(text: string, defaultPort: number): string {
  if (/^\[|:.*:/.test(text)) {
    throw new RangeError(
      `"${text}" is an IPv6 address, which cannot be used; give a name or an IPv4 address`,
    );
  }
  const parts = /^([a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(text);
  if (parts === null) {
    throw new RangeError(`"${text}" is no address; give host:port, such as kafka:9092`);
  }
  return `${parts[1]!.toLowerCase()}:${parsePort(parts[2] ?? String(defaultPort))}`;
}

/** Where people reach something by a browser, without a slash at its end; null where it is empty. Throws RangeError. */
export function parsePublicUrl(text: string): string | null {
  if (text === "") return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || /[?#]/.test(text)) {
    throw new RangeError(
      "is no URL that begins with http:// or https:// and ends with its path; give one such as " +
        "https://logs.example.com",
    );
  }
  if (url.username === "" && url.password === "") return url.href.replace(/\/+$/, "");
  throw new RangeError("has a name or password in it, which all who get notices would see");
}

/** URLs separated by commas. Throws RangeError, without what may be a password. */
export function parseServerUrls(text: string, protocols: readonly string[]): readonly string[] {
  const parts = text.split(/[,\s]+/).filter((part) => part !== "");
  return [...new Set(parts.map((part) => toServerUrl(part, protocols)))];
}

/** A URL; null where it is empty. Throws RangeError, without what may be a password. */
export function parseServerUrl(text: string, protocols: readonly string[]): string | null {
  return text === "" ? null : toServerUrl(text, protocols);
}

function toServerUrl(text: string, protocols: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const example = `${protocols[0]}//host`;
  if (url === null || url.hostname === "" || !protocols.includes(url.protocol)) {
    throw new RangeError(
      `is no URL that begins with ${
        protocols.map((it) => `${it}//`).join(" or ")
      }; give ${example}, ` +
        "and write what stands for another character in a name or password as %40",
    );
  }
  try {
    for (const part of [url.username, url.password]) decodeURIComponent(part);
  } catch {
    throw new RangeError("has a % in its name or password that stands for itself; write it as %25");
  }
  return text;
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
