import type { Context, ContextRequest } from "../../ports/log_store.ts";
import { ask } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { allOf, type Dsl } from "./dsl.ts";
import { toEvent } from "./read_document.ts";
import { type Listing, readPages } from "./read_pages.ts";

/** An event among its neighbours in its source; none without the event. */
export async function findContext(
  client: ElasticClient,
  request: ContextRequest,
): Promise<Context> {
  const { position, before, after, signal } = request;
  checkCount(before);
  checkCount(after);
  const options = { what: "read a source", signal };
  const own = await ask(client, {
    query: around(request, { term: { "source.position": position } }),
    size: 1,
  }, options);
  const event = own.hits?.hits?.[0];
  if (event === undefined) return { before: [], event: null, after: [] };
  const lists = await Promise.all([
    readPages(client, toListing(request, "before"), options),
    readPages(client, toListing(request, "after"), options),
  ]);
  return {
    before: lists[0].events.reverse(),
    event: toEvent(event._source),
    after: lists[1].events,
  };
}

function toListing(request: ContextRequest, side: "before" | "after"): Listing {
  const isBefore = side === "before";
  const bound = { range: { "source.position": { [isBefore ? "lt" : "gt"]: request.position } } };
  return {
    question: {
      query: around(request, bound),
      sort: [{ "source.position": isBefore ? "desc" : "asc" }],
    },
    limit: request[side],
    charactersMax: CHARACTERS_MAX / 2,
    toPlace: ({ source }) => [source.position],
  };
}

function around({ origin }: ContextRequest, clause: Dsl): Dsl {
  return allOf([{ term: { "source.origin": origin } }, clause]);
}

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= NEIGHBOURS_MAX) return;
  throw new RangeError(`Cannot show ${count} neighbours: 0 … ${NEIGHBOURS_MAX} are possible`);
}

const NEIGHBOURS_MAX = 10_000;

/** Neighbours have at most so many characters together. */
const CHARACTERS_MAX = 1024 * 1024;
