import { MemoryState } from "./state_store.ts";
import { testStateStore } from "../../tests/contract/state_store_suite.ts";

testStateStore({
  name: "memory",
  makeFixture() {
    const state = new MemoryState();
    return Promise.resolve({
      open: () => Promise.resolve(state.connect()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
});
