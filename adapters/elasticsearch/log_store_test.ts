import { type StoreUnderTest, testLogStore } from "../../tests/contract/log_store_suite.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { asProcessed } from "./testing/as_processed.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { openElasticWriter } from "./writer.ts";
import { NEAR_ELASTIC } from "../../tests/contract/nearness.ts";

testLogStore({
  name: "elasticsearch",
  shared: true,
  byDay: true,
  runs: { queries: 8, operations: 15 },
  missing: readStack() === null ? WITHOUT_SERVERS : null,
  open: () => Promise.resolve(openStore()),
});

function openStore(): StoreUnderTest {
  const store = makeTestStore();
  const { options } = store;
  return {
    openWriter: async () => asProcessed(await openElasticWriter(options)),
    openReader: () => openElasticReader(options),
    settle: store.settle,
    nearness: NEAR_ELASTIC,
    printSinceArguments: [
      "--no-prompt",
      `--allow-net=${new URL(options.urls[0]!).host}`,
      "--allow-sys=osRelease",
      "--ignore-env",
      import.meta.resolve("./testing/print_since.ts"),
      JSON.stringify(options),
    ],
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
