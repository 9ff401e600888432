import assert from "node:assert/strict";
import { ConfigError } from "../../../core/errors.ts";
import { assertAddress } from "./assert_address.ts";

Deno.test("assertAddress takes host:port alone, and says so of IPv6", () => {
  const problemOf = (address: string) => {
    try {
      assertAddress(address);
      return null;
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.message;
    }
  };
  for (const address of ["kafka:9092", "10.0.0.1:1", "a.b-c:65535"]) {
    assert.equal(problemOf(address), null);
  }
  for (const address of ["[::1]:9092", "::1:9092", "fd00::1:9092", "[fd00::1]:9093", "[::]"]) {
    assert.match(
      problemOf(address)!,
      /^KAFKA_BROKERS: Cannot use .*: IPv6 addresses cannot be used/,
    );
  }
  for (const address of ["kafka", "kafka:", "a b:1", "http://x:1", ""]) {
    assert.match(problemOf(address)!, /is no host:port/);
  }
});
