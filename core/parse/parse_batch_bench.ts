import type { Format } from "../raw_batch.ts";
import { parseBatch } from "./parse_batch.ts";
import { toTestBatch } from "./test_batch.ts";

const LINES = 8192;
const LEVELS = ["INFO", "INFO", "INFO", "WARN", "INFO", "ERROR", "DEBUG", "INFO"];
const SERVICES = ["payment", "auth", "user", "order", "inventory", "notification", "cart"]
  .map((name) => `${name}-service`);

bench("text", (i) =>
  `2025-10-23 14:32:${two(i / 9)} ${pick(LEVELS, i)} [${pick(SERVICES, i)}] ` +
  `Payment completed for order order_${i * 7919} in ${i % 900} ms`);

bench("json", (i) =>
  JSON.stringify({
    timestamp: `2025-10-23T14:32:${two(i)}.${100 + (i % 900)}Z`,
    level: pick(LEVELS, i),
    service: pick(SERVICES, i),
    message: `10.0.${i % 256}.7 - - "GET /api/v1/payments/${i} HTTP/1.1" 200 71052 ` +
      `"https://shop.example.com/orders" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 ` +
      `(KHTML, like Gecko) Chrome/118.0.5736.20 Safari/537.36" 0.034`,
    host: `ip-10-0-5-${i % 97}.internal`,
    trace_id: (i * 2654435761).toString(16).padStart(32, "0"),
    user_id: `u${i * 104729}`,
    ip: `10.0.${i % 256}.7`,
    path: `/api/v1/payments/${i}`,
    status: 200,
    latency_ms: i % 900,
  }));

bench("json nested", (i) =>
  JSON.stringify({
    timestamp: `2025-10-23T14:32:${two(i)}.${100 + (i % 900)}Z`,
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

function bench(name: string, line: (i: number) => string): void {
  const format = name.split(" ")[0] as Format;
  const batch = toTestBatch(Array.from({ length: LINES }, (_, i) => line(i)), { format });
  Deno.bench({
    name: `parseBatch: ${LINES} lines of ${name}`,
    fn: () => void parseBatch(batch, 0),
  });
}

function two(value: number): string {
  return String(Math.floor(value) % 60).padStart(2, "0");
}

/** One of a list, in an order that looks like chance. */
function pick(list: readonly string[], i: number): string {
  return list[(i * 7919 >> 3) % list.length]!;
}
