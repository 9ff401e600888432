import type { Pushed, PushOptions } from "./options.ts";
import type { IngestResult } from "./schema.ts";
import type { Transport } from "./transport.ts";

/** Sends events until the API has them for good, gzipped where that is worth it. */
export async function push(
  transport: Transport,
  events: Pushed,
  { service, format, idempotencyKey = crypto.randomUUID(), signal }: PushOptions,
): Promise<IngestResult> {
  const isText = typeof events === "string";
  const bytes = new TextEncoder().encode(isText ? events : JSON.stringify(events));
  const isLarge = bytes.length >= GZIP_BYTES_MIN;
  const { value } = await transport.ask("ingest", {
    query: { service, format },
    headers: {
      "content-type": isText ? "text/plain" : "application/json",
      "idempotency-key": idempotencyKey,
      ...isLarge && { "content-encoding": "gzip" },
    },
    body: isLarge ? await gzip(bytes) : bytes,
    signal,
    isRepeatable: true, // Under the same key, so nothing is stored twice.
  });
  return value;
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}

/** Less fits into a packet or two as it is. */
const GZIP_BYTES_MIN = 1024;
