import assert from "node:assert/strict";
import { toEvent } from "../../tests/contract/log_store/case.ts";
import { isOwnIndex, toDay } from "./index_names.ts";

Deno.test("toDay is the event's day, or the one it was shipped on, whenever it is stored", () => {
  const timestampMs = Date.UTC(2025, 9, 23, 23, 59, 59, 999);
  const shippedMs = Date.UTC(2026, 0, 2);
  for (const ingestedMs of [timestampMs, shippedMs, Date.UTC(2027, 0, 1)]) {
    assert.equal(toDay(toEvent(0, { timestampMs, ingestedMs })), "2025.10.23");
    assert.equal(toDay(toEvent(0, { timestampMs, ingestedMs, shippedMs })), "2026.01.02");
  }
  assert.equal(toDay(toEvent(0, { timestampMs: -8.64e15 })), "0000.01.01");
  assert.equal(toDay(toEvent(0, { timestampMs: 8.64e15 })), "9999.12.31");
});

Deno.test("isOwnIndex knows names of ours alone", () => {
  for (const name of ["logs-2025.10.23", "logs-0000.01.01"]) assert.ok(isOwnIndex(name, "logs-"));
  for (const name of ["logs-app", "logs-2025.10", "logs-2025.10.23-x", "x-logs-2025.10.23"]) {
    assert.ok(!isOwnIndex(name, "logs-"), name);
  }
});
