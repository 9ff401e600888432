import assert from "node:assert/strict";
import { checkReceiver } from "./check_receiver.ts";

Deno.test("checkReceiver tells of a receiver that is not there, and which are", () => {
  assert.equal(checkReceiver("ops", ["duty", "ops"]), null);
  assert.equal(
    checkReceiver("opps", ["duty", "ops"]),
    'is "opps", which ALERT_RECEIVERS does not have; it has duty, ops',
  );
  assert.match(checkReceiver("ops", [])!, /; it has none: add it there/);
  const many = Array.from({ length: 100 }, (_, i) => `r${i}`);
  assert.match(checkReceiver("x".repeat(100), many)!, /^is "x{60}…", .* r18, r19 and 80 more$/);
});
