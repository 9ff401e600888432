import type { LogEvent } from "../../core/event.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { Block } from "./block.ts";
import { encodeBlock } from "./encode_block.ts";
import { evaluate } from "./evaluate.ts";
import { buildFilter } from "./word_filter.ts";
import { WordSet } from "./word_set.ts";

/** A block of events as text lines give them, and one as JSON lines do. */
const COUNT = 8192;
const text = Array.from({ length: COUNT }, (_, i) => toEvent(i, null));
const json = Array.from({ length: COUNT }, (_, i) => toEvent(i, toFields(i)));
const words = new WordSet();

for (const [name, events] of [["text", text], ["JSON", json]] as const) {
  Deno.bench(`encode a block of ${name} events, with its words`, () => {
    words.clear();
    encodeBlock(events, { words });
  });
}

Deno.bench("make the filter of a block's words", () => void buildFilter(words.hashes()));

const { count, meta, columns } = encodeBlock(json, { toData: (bytes) => bytes.slice() });
const byIndex = new Map(columns.map(({ index, data }) => [index, data]));
for (const query of ["completed", "order_45*", '"for order"', "latency_ms:>900", "user:u77"]) {
  const parsed = parseQuery(query);
  Deno.bench(`look for ${query} in a block that is not in memory`, () => {
    evaluate(parsed, new Block(count, meta, (index, decode) => decode(byIndex.get(index)!)));
  });
}

function toEvent(i: number, fields: LogEvent["fields"]): LogEvent {
  return {
    ...{ origin: "9f3c5a01b2c4d5e", position: i * 97, begin: i * 97, end: i * 97 + 97 },
    timestampMs: 1_760_918_400_000 + i * 85,
    level: i % 14 === 0 ? "ERROR" : "INFO",
    service: ["payment-service", "auth-service", "user-service"][i % 3]!,
    message: i % 3 === 0
      ? `Payment completed for order order_${i * 7919 % 9_999_991}`
      : `User user_${i * 31 % 200_000} logged in from 10.${i % 256}.${i * 3 % 256}.7`,
    ...{ hostname: "web-1", file: "/var/log/app.log", fields, ingestedMs: 1_760_918_400_000 },
  };
}

function toFields(i: number): LogEvent["fields"] {
  return {
    user: `u${i * 131 % 2_000_000}`,
    ip: `10.${i % 256}.${i * 7 % 256}.${i * 3 % 256}`,
    status: [200, 201, 404, 500][i % 4]!,
    latency_ms: i * 37 % 1300,
    trace: (i * 2_654_435_761 % 2 ** 32).toString(16).padStart(16, "0"),
  };
}
