import { ArrayStore } from "./array_store.ts";
import { type StoreUnderTest, testLogStore } from "./log_store_suite.ts";
import { EXACT } from "./nearness.ts";

testLogStore({ name: "array", shared: false, open: () => Promise.resolve(openArrayStore()) });

function openArrayStore(): StoreUnderTest {
  const store = new ArrayStore();
  return {
    openWriter: () => Promise.resolve(store.writer),
    openReader: () => Promise.resolve(store.reader),
    settle: () => Promise.resolve(),
    nearness: EXACT,
    printSinceArguments: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
