import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { Bus, TopicStatus } from "../../ports/bus.ts";
import { Registry } from "../../runtime/prometheus.ts";
import { PROCESS_GROUP } from "../../services/process/process_logs.ts";
import { countStored } from "./process.ts";

Deno.test("process tells its metrics while the bus is away, and asks it once for all who ask", async () => {
  const registry = new Registry();
  const calls: PromiseWithResolvers<TopicStatus>[] = [];
  const status = () => {
    calls.push(Promise.withResolvers());
    return calls.at(-1)!.promise;
  };
  const count = await countStored(registry, { status } as unknown as Bus);
  count({ stored: 3, duplicates: 0 }, 0);
  const asked = [registry.metrics(), registry.metrics()];
  await Promise.resolve();
  assert.equal(calls.length, 1);
  calls[0]!.reject(new UnavailableError("away"));
  for (const text of await Promise.all(asked)) {
    assert.match(text, /^logflow_events_stored_total 3$/m);
    assert.match(text, /^logflow_bus_lag_events Nan$/mi);
  }
  const later = registry.metrics();
  await Promise.resolve();
  const group = { group: PROCESS_GROUP, positions: [], lag: 7 };
  calls[1]!.resolve({ groups: [group] } as unknown as TopicStatus);
  assert.match(await later, /^logflow_bus_lag_events 7$/m);
});
