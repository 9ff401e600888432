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
