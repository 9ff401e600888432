import type { StoreStatus } from "../../ports/log_store.ts";
import { ask } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { readState, toPositions } from "./state.ts";
import { readSizes } from "./sizes.ts";

/** What the store holds. */
export async function readStatus(client: ElasticClient): Promise<StoreStatus> {
  const aggs = { oldest: { min: { field: "timestamp" } }, newest: { max: { field: "timestamp" } } };
  const [state, answer, sizes] = await Promise.all([
    readState(client),
    ask(client, { track_total_hits: true, aggs }, { what: "read the status of the log store" }),
    readSizes(client),
  ]);
  const events = answer.hits?.total?.value ?? 0;
  const { oldest, newest } = (answer.aggregations ?? {}) as Readonly<Record<string, Bound>>;
  return {
    events,
    bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestMs: oldest?.value ?? null,
    newestMs: newest?.value ?? null,
    positions: toPositions(state),
    stored: events + state.expired,
    duplicates: state.lanes.reduce((sum, { duplicates }) => sum + duplicates, 0),
    expired: state.expired,
    damaged: 0,
  };
}

/** Null where there is no event. */
interface Bound {
  readonly value: number | null;
}
