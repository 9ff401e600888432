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

/** At most so many characters a key's name. */
export const NAME_LENGTH_MAX = 100;

/** At most so many requests a minute that a key may be bounded to. */
export const RATE_MAX = 1_000_000;

/** Makes a key's id and its text `lf_<id>_<secret>`. `random` gives so many random bytes. */
export function makeKeyText(random: (bytes: number) => Uint8Array): { id: string; text: string } {
  const id = makeKeyId(random);
  return { id, text: `${toPrefix(id)}_${toBase62(random(32), SECRET_LENGTH)}` };
}

/** An id of 10 letters and digits: 59 bits of chance. */
export function makeKeyId(random: (bytes: number) => Uint8Array): string {
  return toBase62(random(8), ID_LENGTH);
}

/** What of a key may be seen. */
export function toPrefix(id: string): string {
  return `lf_${id}`;
}

/** The id in the text of a key; null where it is none, whatever else it is. */
export function parseKeyText(text: string): string | null {
  return KEY.exec(text)?.[1] ?? null;
}

/** Whether a text is a key's id. */
export function isKeyId(text: string): boolean {
  return ID.test(text);
}

/** Whether a key with `scopes` may do what needs `wanted`. */
export function hasScope(scopes: readonly Scope[], wanted: Scope): boolean {
  return scopes.includes(wanted) || scopes.includes("admin");
}

/** Whether its time is over. */
export function isExpired({ expiresMs }: Pick<ApiKey, "expiresMs">, nowMs: number): boolean {
  return expiresMs !== null && expiresMs <= nowMs;
}

/** The last `length` digits of the number that the bytes are. */
function toBase62(bytes: Uint8Array, length: number): string {
  let left = 0n;
  for (const byte of bytes) left = left * 256n + BigInt(byte);
  let text = "";
  for (; text.length < length; left /= 62n) text = DIGITS[Number(left % 62n)] + text;
  return text;
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const ID_LENGTH = 10;

/** 62^43 is just over 2^256. */
const SECRET_LENGTH = 43;

const ID = new RegExp(`^[0-9A-Za-z]{${ID_LENGTH}}$`);

const KEY = new RegExp(`^lf_([0-9A-Za-z]{${ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH}}$`);
