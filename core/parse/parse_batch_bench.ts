import type { Format } from "../raw_batch.ts";
import { parseBatch } from "./parse_batch.ts";
import { toTestBatch } from "./test_batch.ts";

const LINES = 8192;

bench(
  "text",
  (i) =>
    `2025-10-23 14:32:${two(i % 60)} ${i % 7 === 0 ? "ERROR" : "INFO"} [payment-service] ` +
    `Payment completed for order order_${i} in ${i % 900} ms`,
);

bench("json", (i) =>
  JSON.stringify({
    timestamp: `2025-10-23T14:32:${two(i % 60)}.${100 + (i % 900)}Z`,
    level: i % 7 === 0 ? "error" : "info",
    service: "payment-service",
    message: `Payment completed for order order_${i}`,
    order_id: `order_${i}`,
    latency_ms: i % 900,
    http: { method: "POST", status: 200, path: `/api/v1/orders/${i}` },
  }));

bench(
  "plain",
  (i) => `worker ${i} went on with the next of its many tasks and found nothing to do`,
);

function bench(format: Format, line: (i: number) => string): void {
  const batch = toTestBatch(Array.from({ length: LINES }, (_, i) => line(i)), { format });
  Deno.bench({
    name: `parseBatch: ${LINES} lines of ${format}`,
    fn: () => void parseBatch(batch, 0),
  });
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
