/** A list as base64url of JSON. */
export function printCursorText(list: readonly unknown[]): string {
  return btoa(JSON.stringify(list))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The list; [] where it is none, or longer than `toCharactersMax` of a lane says. */
export function parseCursorText(text: string, laneCharactersMax: number): unknown[] {
  if (text.length > toCharactersMax(laneCharactersMax)) return [];
  try {
    const list: unknown = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** What to throw about a cursor; `what` are the words after "Cannot". */
export function toCursorError(what: string, text: string, why: string): RangeError {
  return new RangeError(`Cannot ${what} "${text.slice(0, 100)}": ${why}`);
}

/** How long a cursor of all lanes is at most, by how long a lane of it is at most. */
function toCharactersMax(laneCharactersMax: number): number {
  return Math.ceil((HEAD_CHARACTERS_MAX + LANES_MAX * laneCharactersMax) * 4 / 3);
}

/** As many as KAFKA_PARTITIONS may have, and that of what comes without a position. */
const LANES_MAX = 1001;

/** Of what is no lane. */
const HEAD_CHARACTERS_MAX = 512;
