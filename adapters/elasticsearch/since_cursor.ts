import { isOrigin } from "../../core/id.ts";
import { LANE_START, type LanePlace } from "./arrived.ts";
import type { StoreState } from "./state.ts";

/** Where a reading goes on: a place in each lane, by partition; a lane that is missing begins at its start. */
export interface SinceCursor {
  /** Of the store; "" = there was none yet. */
  readonly storeId: string;
  /** By partition. */
  readonly places: ReadonlyMap<number, LanePlace>;
}

/** The oldest event kept, or the end. */
export function toEndCursor(after: "start" | "end", { storeId, lanes }: StoreState): SinceCursor {
  const places = after === "start"
    ? []
    : lanes.map(({ partition, arrival }) => [partition, { ...LANE_START, arrival }] as const);
  return { storeId: storeId ?? "", places: new Map(places) };
}

/** As base64url of JSON. */
export function printSinceCursor({ storeId, places }: SinceCursor): string {
  const lanes = [...places].map(([partition, { arrival, origin, position }]) =>
    origin === "" ? [partition, arrival] : [partition, arrival, origin, position]
  );
  return btoa(JSON.stringify([storeId, ...lanes]))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws RangeError on a text that is no cursor of this store, and on one that is ahead of it. */
export function parseSinceCursor(text: string, state: StoreState): SinceCursor {
  const [storeId, ...lanes] = parseList(text);
  const places = lanes.map(toPlace);
  if (typeof storeId !== "string" || places.includes(null)) {
    throw new RangeError(toSentence(text, "it is not a cursor of this store"));
  }
  const known = places as [number, LanePlace][];
  if (storeId !== "" && storeId !== state.storeId) {
    throw new RangeError(toSentence(text, "the store was made anew since; begin from the start"));
  }
  const marks = new Map(state.lanes.map(({ partition, arrival }) => [partition, arrival]));
  for (const [partition, { arrival }] of known) {
    const mark = marks.get(partition) ?? 0;
    if (arrival <= mark) continue;
    const why = `only ${mark} events have arrived by partition ${partition}; begin from the end`;
    throw new RangeError(toSentence(text, why));
  }
  return { storeId: state.storeId ?? "", places: new Map(known) };
}

function parseList(text: string): unknown[] {
  if (text.length > LENGTH_MAX) return [];
  try {
    const list: unknown = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function toPlace(lane: unknown): [number, LanePlace] | null {
  if (!Array.isArray(lane) || (lane.length !== 2 && lane.length !== 4)) return null;
  const [partition, arrival, origin = "", position = -1] = lane;
  if (![partition, arrival, position].every(Number.isSafeInteger) || arrival < 0) return null;
  if (lane.length === 4 && (typeof origin !== "string" || !isOrigin(origin))) return null;
  return [partition, { arrival, origin, position }];
}

function toSentence(text: string, why: string): string {
  return `Cannot read on after "${text.slice(0, 100)}": ${why}`;
}

/** Room for some hundred partitions. */
const LENGTH_MAX = 16_384;
