import { BATCH_BYTES_MAX, type Format } from "../raw_batch.ts";
import { cut } from "./cut.ts";
import { encode, WHOLE } from "./test_events.ts";
import { toRecord } from "./test_inputs.ts";
import { TRACES } from "./test_traces.ts";

const TEXT =
  "2025-10-23 14:32:15 INFO [payment-service] Payment completed for order order_45231 ok";
const JSON_LINE = JSON.stringify({
  timestamp: "2025-10-23T14:32:15Z",
  level: "INFO",
  message: TEXT,
});

bench("text", "text", TEXT);
bench(
  "plain, beginning with a letter",
  "plain",
  "Payment completed for order order_45231 in 12 ms",
);
bench("traces", "text", `${TEXT}\n${TRACES["Java after a name"]}`);
bench("docker", "docker", toRecord("docker", { text: TEXT }));
bench("docker with JSON inside", "docker", toRecord("docker", { text: JSON_LINE }));
bench("cri", "cri", toRecord("cri", { text: TEXT }));

/** One run cuts 1 MiB: MB/s is about 1,000,000 / (time of a run in µs). */
function bench(name: string, format: Format, lines: string): void {
  const bytes = encode(`${lines}\n`.repeat(BATCH_BYTES_MAX / (lines.length + 1)));
  Deno.bench(`cut 1 MiB (${name})`, () => {
    cut(bytes, { ...WHOLE, format, flush: "none" });
  });
}
