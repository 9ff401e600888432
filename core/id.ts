/**
 * Event ids are UUIDv8 (RFC 9562 §5.8) that carry (origin, position) and can be taken apart again:
 * 48 bits of origin, version 8, 12 bits of origin, variant 10, 62 bits of position. As text they
 * sort by (origin, position).
 */
export interface EventKey {
  /** 15 lower-case hex digits. */
  readonly origin: string;
  /** 0 … 2^53−1. */
  readonly position: number;
}

/** Makes the id of the event at `position` of `origin`. */
export function toId({ origin, position }: EventKey): string {
  const low = position.toString(16).padStart(16, "0");
  const variant = (8 | parseInt(low.charAt(0), 16)).toString(16);
  return `${origin.slice(0, 8)}-${origin.slice(8, 12)}-8${origin.slice(12, 15)}-` +
    `${variant}${low.slice(1, 4)}-${low.slice(4)}`;
}

/** Takes an id apart; null when the text is not an id of LogFlow. */
export function parseId(id: string): EventKey | null {
  const parts = ID.exec(id.toLowerCase());
  if (parts === null) return null;
  const [, a, b, c, variant, high, low] = parts as unknown as string[];
  const position = Number(BigInt(`0x${(parseInt(variant!, 16) & 3).toString(16)}${high}${low}`));
  if (!Number.isSafeInteger(position)) return null;
  return { origin: `${a}${b}${c}`, position };
}

/** Whether the text is an origin: 15 lower-case hex digits. */
export function isOrigin(text: string): boolean {
  return /^[0-9a-f]{15}$/.test(text);
}

/** Makes an origin of 60 bits from at least 8 random (or hashed) bytes. */
export function toOrigin(bytes: Uint8Array): string {
  if (bytes.length < 8) {
    throw new RangeError(`Cannot make an origin: ${bytes.length} bytes are too few, 8 are needed`);
  }
  let hex = "";
  for (let i = 0; i < 8; i++) hex += bytes[i]!.toString(16).padStart(2, "0");
  return hex.slice(0, 15);
}

const ID = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-([89ab])([0-9a-f]{3})-([0-9a-f]{12})$/;
