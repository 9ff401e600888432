import assert from "node:assert/strict";
import { ConfigError } from "../../../core/errors.ts";
import { checkVersions } from "./versions.ts";

const KEYS = [0, 1, 2, 3, 8, 9, 10, 16];

Deno.test("checkVersions names brokers that are too old or too new, and takes the others", () => {
  const ranges = (changes: Record<number, [number, number]>) =>
    KEYS.map((key) => ({ key, min: changes[key]?.[0] ?? 0, max: changes[key]?.[1] ?? 15 }));
  checkVersions(ranges({ 0: [7, 7], 3: [10, 10] }), "b:9092");
  const faultOf = (changes: Record<number, [number, number]>, keys = KEYS) => {
    try {
      checkVersions(ranges(changes).filter(({ key }) => keys.includes(key)), "b:9092");
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.message;
    }
  };
  assert.equal(
    faultOf({ 3: [0, 9] }),
    `KAFKA_BROKERS: Cannot use Kafka broker "b:9092": it takes Metadata up to version 9, not 10: ` +
      "LogFlow needs Kafka 2.8 or newer",
  );
  assert.match(faultOf({ 1: [12, 17] })!, /takes Fetch from version 12 on alone/);
  assert.match(faultOf({}, [3])!, /takes Produce up to version none, not 7/);
});
