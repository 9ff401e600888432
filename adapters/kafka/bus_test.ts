import assert from "node:assert/strict";
import { ConfigError } from "../../core/errors.ts";
import { testBus } from "../../tests/contract/bus_suite.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { TestKafka } from "./testing/test_bus.ts";

testBus("kafka", () => {
  const kafka = new TestKafka();
  return Promise.resolve({
    open: () => kafka.open(),
    opener: {
      module: new URL("../../tests/contract/kafka_bus_opener.ts", import.meta.url).href,
      spec: JSON.stringify(kafka.options),
    },
    [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
  });
}, { keepsEmptyBatches: false, modelRuns: 6, ignore: readStack() === null });

Deno.test("Bus (kafka) refuses brokers that are no addresses", async () => {
  for (
    const [brokers, problem] of [[[], /no broker/], [
      ["a:1", "b"],
      /"b": it is no host:port/,
    ]] as const
  ) {
    await assert.rejects(
      new TestKafka({ brokers }).open(),
      (error) =>
        error instanceof ConfigError && /^KAFKA_BROKERS: /.test(error.message) &&
        problem.test(error.message),
    );
  }
});
