import { makeShortId, type Random, toBase62 } from "./short_id.ts";

/** What a key may be used for; `admin` has the others in it. */
export const SCOPES = ["read", "ingest", "admin"] as const;

/** One of {@linkcode SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** An API key as it is kept: without its text, of which only who made it knows. */
export interface ApiKey {
  /** 10 letters and digits. */
  readonly id: string;
  /** What its owner calls it, 1 to {@linkcode NAME_LENGTH_MAX} characters. */
  readonly name: string;
  /** SHA-256 of its whole text, 64 lower-case hex digits. */
  readonly hash: string;
  /** At least one, each once, in the order of {@linkcode SCOPES}. */
  readonly scopes: readonly Scope[];
  /** Epoch milliseconds. */
  readonly createdMs: number;
  /** Visible prefix of the key that made it, or `cli`, `loopback`, `anonymous`. */
  readonly createdBy: string;
  /** Epoch milliseconds from which on it is of no use; null = never. */
  readonly expiresMs: number | null;
  /** Requests a minute; 0 = without bound, null = as the service is configured. */
  readonly rateMax: number | null;
}

/** At most so many characters (code points) a key's name. */
export const NAME_LENGTH_MAX = 100;

/** At most so many requests a minute that a key may be bounded to. */
export const RATE_MAX = 1_000_000;

/** Makes a key's id and its text `lf_<id>_<secret>`. */
export function makeKeyText(random: Random): { id: string; text: string } {
  const id = makeShortId(random);
  return { id, text: `${toPrefix(id)}_${toBase62(random(32), SECRET_LENGTH)}` };
}

/** What of a key may be seen. */
export function toPrefix(id: string): string {
  return `lf_${id}`;
}

/** The id in the text of a key; null where it is none, whatever else it is. */
export function parseKeyText(text: string): string | null {
  return KEY.exec(text)?.[1] ?? null;
}

/** A text in which of every key only that is left which may be seen. */
export function maskKeys(text: string): string {
  return text.replaceAll(/(lf_[0-9A-Za-z]{10})_[0-9A-Za-z]+/g, "$1_…");
}

/** Whether a key with `scopes` may do what needs `wanted`. */
export function hasScope(scopes: readonly Scope[], wanted: Scope): boolean {
  return scopes.includes(wanted) || scopes.includes("admin");
}

/** Whether its time is over. */
export function isExpired({ expiresMs }: Pick<ApiKey, "expiresMs">, nowMs: number): boolean {
  return expiresMs !== null && expiresMs <= nowMs;
}

/** 62^43 is just over 2^256. */
const SECRET_LENGTH = 43;

const KEY = new RegExp(`^lf_([0-9A-Za-z]{10})_[0-9A-Za-z]{${SECRET_LENGTH}}$`);
