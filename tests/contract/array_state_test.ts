import { ArrayState } from "./array_state.ts";
import { testStateStore } from "./state_store_suite.ts";

testStateStore({
  name: "array",
  makeFixture() {
    const state = new ArrayState();
    return Promise.resolve({
      open: () => Promise.resolve(state.connect()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
});
