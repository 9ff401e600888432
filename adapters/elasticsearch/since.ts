import type { LogEvent } from "../../core/event.ts";
import type { Query } from "../../core/query/ast.ts";
import { arrivedBetween, LANE_START, type LanePlace } from "./arrived.ts";
import { askAll, type Question } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { allOf, type Dsl } from "./dsl.ts";
import { toEvent } from "./read_document.ts";
import { type Listing, type Read, readPages } from "./read_pages.ts";
import type { SinceCursor } from "./since_cursor.ts";
import type { StoreState } from "./state.ts";
import { toDsl } from "./to_dsl.ts";

/** What one reading gives. */
export interface Arrivals {
  /** Those that match; of each lane in its order. */
  readonly events: LogEvent[];
  /** How many match; as many as are given, unless none was to be. */
  readonly matched: number;
  /** How many were passed over or given. */
  readonly passed: number;
  /** Where to go on. */
  readonly cursor: SinceCursor;
  /** Where to go on right behind one of the events. */
  cursorAfter(index: number): SinceCursor;
}

/** What to read. */
export interface ArrivalsRequest {
  /** Where to begin. */
  readonly cursor: SinceCursor;
  /** At most so many events; 0 = those that match are only counted. */
  readonly limit: number;
  /** Which of them. */
  readonly query: Query;
  /** Gives up. */
  readonly signal: AbortSignal | undefined;
}

/** Whether something arrived behind the cursor. */
export function hasArrivals({ lanes }: StoreState, { places }: SinceCursor): boolean {
  return lanes.some(({ partition, arrival }) => arrival > (places.get(partition)?.arrival ?? 0));
}

/**
 * Reads what arrived, up to where the lanes are, a share of each lane. The indices must have been refreshed after
 * the state was read. `turn` says which lane comes first.
 */
export async function readArrivals(
  client: ElasticClient,
  { state, turn }: { readonly state: StoreState; readonly turn: number },
  request: ArrivalsRequest,
): Promise<Arrivals> {
  const open = state.lanes.filter(({ partition, arrival }) =>
    arrival > (request.cursor.places.get(partition)?.arrival ?? 0)
  );
  const start = turn % Math.max(1, open.length);
  const lanes = [...open.slice(start), ...open.slice(0, start)]
    .slice(0, Math.min(LANES_MAX, request.limit || LANES_MAX));
  const reads = await Promise.all(lanes.map(async ({ partition, arrival }, i) => {
    const limit = Math.floor((request.limit + i) / lanes.length);
    const after = request.cursor.places.get(partition) ?? LANE_START;
    const end = { ...LANE_START, arrival };
    const charactersMax = CHARACTERS_MAX / lanes.length;
    const together = lanes.length;
    const lane = { partition, after, end, limit, charactersMax, together };
    const read = await readLane(client, { ...request, ...lane });
    return { partition, after, upTo: read?.more ? lastPlace(read) : end, read };
  }));
  const places = new Map(request.cursor.places);
  for (const { partition, upTo } of reads) places.set(partition, upTo);
  const storeId = state.storeId ?? "";
  const events = reads.flatMap(({ read }) => read?.events ?? []);
  const isKnown = request.limit > 0 || isNothing(request.query);
  const matched = isKnown ? events.length : await countBetween(client, reads, request);
  return {
    events,
    matched,
    passed: isEverything(request.query)
      ? matched
      : await countBetween(client, reads, { ...request, query: EVERYTHING }),
    cursor: { storeId, places },
    cursorAfter: (index) => ({ storeId, places: toPlaces(request.cursor, reads, index) }),
  };
}

/** The lanes before that of the event are read, those behind it are not yet. */
function toPlaces(
  { places: before }: SinceCursor,
  reads: readonly Way[],
  index: number,
): Map<number, LanePlace> {
  const places = new Map(before);
  let left = index;
  for (const { partition, upTo, read } of reads) {
    const document = read?.documents[left];
    places.set(partition, document === undefined ? upTo : placeOf(document));
    if (document !== undefined) break;
    left -= read?.documents.length ?? 0;
  }
  return places;
}

/** How far a lane was gone. */
interface Way {
  readonly partition: number;
  readonly after: LanePlace;
  readonly upTo: LanePlace;
  readonly read: Read | null;
}

interface LaneRequest extends ArrivalsRequest {
  readonly partition: number;
  readonly after: LanePlace;
  readonly end: LanePlace;
  readonly charactersMax: number;
  readonly together: number;
}

/** Null where nothing is to be given. */
async function readLane(client: ElasticClient, request: LaneRequest): Promise<Read | null> {
  const { partition, after, end, limit, charactersMax, together, query, signal } = request;
  if (isNothing(query) || request.limit === 0) return null;
  const listing: Listing = {
    question: {
      query: allOf([arrivedBetween(partition, after, end), ...toClauses(query)]),
      sort: ORDER,
    },
    limit,
    charactersMax,
    together,
    toPlace: (document) => {
      const { arrival, origin, position } = placeOf(document);
      return [arrival, origin, position];
    },
  };
  return await readPages(client, listing, { what: "read on", signal });
}

/** How many that match are on the ways. */
async function countBetween(
  client: ElasticClient,
  ways: readonly Way[],
  { query, signal }: ArrivalsRequest,
): Promise<number> {
  const questions = ways.map(({ partition, after, upTo }): Question => ({
    query: allOf([arrivedBetween(partition, after, upTo), ...toClauses(query)]),
    track_total_hits: true,
  }));
  const answers = await askAll(client, questions, { what: "read on", signal });
  return answers.reduce((sum, { hits }) => sum + (hits?.total?.value ?? 0), 0);
}

function toClauses(query: Query): Dsl[] {
  return isEverything(query) ? [] : [toDsl(query)];
}

const EVERYTHING: Query = { kind: "all" };

/** Such a query only wants to know how much arrives. */
function isNothing(query: Query): boolean {
  return query.kind === "not" && query.part.kind === "all";
}

function isEverything(query: Query): boolean {
  return query.kind === "all";
}

function lastPlace({ documents }: Read): LanePlace {
  return placeOf(documents.at(-1)!);
}

function placeOf(document: Read["documents"][number]): LanePlace {
  const { origin, position } = toEvent(document);
  return { arrival: document.arrival.offset, origin, position };
}

const ORDER: readonly Dsl[] = ["arrival.offset", "source.origin", "source.position"]
  .map((name) => ({ [name]: "asc" }));

/** So many lanes are read in one reading. */
const LANES_MAX = 16;

/** Of the events of one reading (UTF-16 code units). */
const CHARACTERS_MAX = 1024 * 1024;
