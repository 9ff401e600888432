import { gzip } from "./gzip.ts";
import type { Pushed, PushOptions } from "./options.ts";
import type { IngestResult } from "./schema.ts";
import type { Transport } from "./transport.ts";

/**
 * Sends events until the API has them for good, gzipped where that is worth it; in several requests, one after the
 * other, where they are more than one may have.
 */
export async function push(
  transport: Transport,
  events: Pushed,
  options: PushOptions,
): Promise<IngestResult> {
  const { idempotencyKey = crypto.randomUUID(), ...rest } = options;
  if (typeof events === "string") {
    return await send(transport, { ...rest, idempotencyKey, type: "text/plain", text: events });
  }
  const all = { accepted: 0, rejected: [] as IngestResult["rejected"][number][] };
  let first = 0;
  for (const items of split(events)) {
    const text = `[${items.join()}]`;
    const key = first === 0 ? idempotencyKey : `${idempotencyKey}/${first}`;
    const call = { ...rest, idempotencyKey: key, type: "application/json", text };
    const { accepted, rejected } = await send(transport, call);
    all.accepted += accepted;
    for (const { index, error } of rejected) all.rejected.push({ index: first + index, error });
    first += items.length;
  }
  return all;
}

/** The JSON of events, as much at once as a request may have; once where there are none. */
function* split(events: readonly object[]): Generator<string[]> {
  let items: string[] = [];
  let length = 0;
  for (const event of events) {
    const item = JSON.stringify(event) ?? "null";
    if (items.length > 0 && (items.length >= ITEMS_MAX || length + item.length > LENGTH_MAX)) {
      yield items;
      items = [];
      length = 0;
    }
    items.push(item);
    length += item.length + 1;
  }
  yield items;
}

interface Sending extends PushOptions {
  readonly type: string;
  readonly text: string;
}

async function send(transport: Transport, sending: Sending): Promise<IngestResult> {
  const { service, format, idempotencyKey, signal, type, text } = sending;
  const { bytes, isGzipped } = await gzip(new TextEncoder().encode(text));
  const { value } = await transport.ask("ingest", {
    query: { service, format },
    headers: {
      "content-type": type,
      "idempotency-key": idempotencyKey!,
      ...isGzipped && { "content-encoding": "gzip" },
    },
    body: bytes,
    signal,
    isRepeatable: true, // Under the same key, so nothing is stored twice.
  });
  return value;
}

/** As the API takes them. */
const ITEMS_MAX = 100_000;

/** In UTF-16 code units: at worst 15 MiB, of which the API takes 16 even where gzip gains nothing. */
const LENGTH_MAX = 5 * 1024 * 1024;
