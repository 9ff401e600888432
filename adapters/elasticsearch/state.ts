import { ConflictError } from "../../core/errors.ts";
import type { ElasticClient } from "./client.ts";
import { isConflict, isMissing } from "./errors.ts";

/** How far a lane is: what came by one partition of the bus, or (partition -1) without a position. */
export interface LaneDocument {
  /** Tells it from the others of the index. */
  readonly kind: "position";
  /** Of the bus; "" in lane -1. */
  readonly epoch: string;
  /** Of the bus. */
  readonly partition: number;
  /** Of the last record whose events are all in; -1 = not known. */
  readonly offset: number;
  /** All arrivals of the lane below this number are in. */
  readonly arrival: number;
  /** Repeats that came by the lane. */
  readonly duplicates: number;
}

/** A document as it was read, and what must still hold where it is written anew; null = there was none. */
export interface Revised<T> {
  /** What it says. */
  readonly document: T;
  /** Its revision. */
  readonly revision: Revision;
}

/** Of one document. */
export interface Revision {
  /** `_seq_no` */
  readonly seqNo: number;
  /** `_primary_term` */
  readonly primaryTerm: number;
}

/** All that the index of state says. */
export interface StoreState {
  /** Made with the store, tells it from others; null = there is no store yet. */
  readonly storeId: string | null;
  /** Ordered by partition. */
  readonly lanes: readonly LaneDocument[];
  /** Of the lanes, in the same order. */
  readonly revisions: readonly Revision[];
  /** Events that were pruned. */
  readonly expired: number;
}

/** What is known of a lane now; null = nothing came by it yet. */
export async function readLane(
  client: ElasticClient,
  partition: number,
): Promise<Revised<LaneDocument> | null> {
  const found = await client.find<FoundDocument<LaneDocument>>({
    what: "read a position of the log store",
    reads: true,
    method: "GET",
    path: toLanePath(client, partition, "_doc"),
  });
  if (found === null) return null;
  return { document: found._source, revision: toRevision(found) };
}

/** Writes it unless somebody else did since: then throws ConflictError. Readers see it at once. */
export async function writeLane(
  client: ElasticClient,
  document: LaneDocument,
  revision: Revision | null,
): Promise<Revision> {
  const what = "keep a position of the log store";
  const { partition } = document;
  const path = toLanePath(client, partition, revision === null ? "_create" : "_doc");
  const query = {
    refresh: true,
    ...(revision && { if_seq_no: revision.seqNo, if_primary_term: revision.primaryTerm }),
  };
  try {
    return toRevision(
      await client.send<Numbered>({ what, method: "PUT", path, query, body: document }),
    );
  } catch (error) {
    if (!isConflict(error) && !isMissing(error)) throw error; // Missing: somebody removed the index.
    const message = `Cannot ${what}: another process went on with partition ${partition}`;
    throw new ConflictError(message, { cause: error });
  }
}

/** Counts the events of an index as pruned, however often it is said. */
export async function writeExpired(
  client: ElasticClient,
  uuid: string,
  events: number,
): Promise<void> {
  await client.send({
    what: "count pruned events",
    method: "PUT",
    path: `/${client.settings.state}/_doc/expired-${encodeURIComponent(uuid)}`,
    query: { refresh: true },
    body: { kind: "expired", events },
  });
}

/** What all lanes have said by now. */
export async function readState(client: ElasticClient, signal?: AbortSignal): Promise<StoreState> {
  const answer = await client.send<StateAnswer>({
    what: "read the positions of the log store",
    reads: true,
    method: "POST",
    path: `/${client.settings.state}/_search`,
    query: { ignore_unavailable: true, allow_partial_search_results: false },
    body: {
      size: DOCUMENTS_MAX,
      seq_no_primary_term: true,
      post_filter: { terms: { kind: ["position", "store"] } },
      aggs: { expired: { sum: { field: "events" } } },
    },
    signal,
  });
  const { hits } = answer.hits;
  const lanes = hits.filter(isLane)
    .sort((a, b) => a._source.partition - b._source.partition);
  return {
    storeId: hits.map(({ _source }) => _source).find((one) => one.kind === "store")?.id ?? null,
    lanes: lanes.map(({ _source }) => _source),
    revisions: lanes.map(toRevision),
    expired: answer.aggregations?.expired.value ?? 0,
  };
}

/** What the lanes say of the bus; one that was found again by its events says nothing. */
export function toPositions({ lanes }: StoreState) {
  return lanes.filter(({ partition, offset }) => partition >= 0 && offset >= 0)
    .map(({ epoch, partition, offset }) => ({ epoch, partition, offset }));
}

/** Of a lane by which nothing came yet, but what has numbers below `arrival`. */
export function toFirst(partition: number, arrival = 0): LaneDocument {
  return { kind: "position", epoch: "", partition, offset: -1, arrival, duplicates: 0 };
}

interface Numbered {
  readonly _seq_no: number;
  readonly _primary_term: number;
}

interface FoundDocument<T> extends Numbered {
  readonly _source: T;
}

interface StateAnswer {
  readonly hits: {
    readonly hits: readonly FoundDocument<LaneDocument | { kind: "store"; id: string }>[];
  };
  readonly aggregations?: { readonly expired: { readonly value: number } };
}

function isLane(
  found: StateAnswer["hits"]["hits"][number],
): found is FoundDocument<LaneDocument> {
  return found._source.kind === "position";
}

function toRevision({ _seq_no, _primary_term }: Numbered): Revision {
  return { seqNo: _seq_no, primaryTerm: _primary_term };
}

function toLanePath({ settings }: ElasticClient, partition: number, kind: string): string {
  return `/${settings.state}/${kind}/position-${partition}`;
}

/** What one answer may have: far more than a bus has partitions. */
const DOCUMENTS_MAX = 10_000;
