import { isOrigin } from "../../core/id.ts";
import { LANE_START, type LanePlace } from "./arrived.ts";
import { parseCursorText, printCursorText, toCursorError } from "./cursor_text.ts";
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

/** As a text for {@linkcode parseSinceCursor}. */
export function printSinceCursor({ storeId, places }: SinceCursor): string {
  const lanes = [...places].map(([partition, { arrival, origin, position }]) =>
    origin === "" ? [partition, arrival] : [partition, arrival, origin, position]
  );
  return printCursorText([storeId, ...lanes]);
}

/** Throws RangeError on a text that is no cursor of this store, and on one that is ahead of it. */
export function parseSinceCursor(text: string, state: StoreState): SinceCursor {
  const [storeId, ...lanes] = parseCursorText(text, LANE_CHARACTERS_MAX);
  const places = lanes.map(toPlace);
  if (typeof storeId !== "string" || places.includes(null)) {
    throw toCursorError(WHAT, text, "it is not a cursor of this store");
  }
  const known = places as [number, LanePlace][];
  if (storeId !== "" && storeId !== state.storeId) {
    throw toCursorError(WHAT, text, "the store was made anew since; begin from the start");
  }
  const marks = new Map(state.lanes.map(({ partition, arrival }) => [partition, arrival]));
  for (const [partition, { arrival }] of known) {
    const mark = marks.get(partition) ?? 0;
    if (arrival <= mark) continue;
    const why = `only ${mark} events have arrived by partition ${partition}; begin from the end`;
    throw toCursorError(WHAT, text, why);
  }
  return { storeId: state.storeId ?? "", places: new Map(known) };
}

function toPlace(lane: unknown): [number, LanePlace] | null {
  if (!Array.isArray(lane) || (lane.length !== 2 && lane.length !== 4)) return null;
  const [partition, arrival, origin = "", position = -1] = lane;
  if (![partition, arrival, position].every(Number.isSafeInteger) || arrival < 0) return null;
  if (lane.length === 4 && (typeof origin !== "string" || !isOrigin(origin))) return null;
  return [partition, { arrival, origin, position }];
}

const WHAT = "read on after";

const LANE_CHARACTERS_MAX = '[1000,9007199254740991,"000000000000000",9007199254740991],'.length;
