import { testStateStore } from "../../tests/contract/state_store_suite.ts";
import { openSqliteStateStore } from "./state_store.ts";

testStateStore({
  name: "sqlite",
  async makeFixture() {
    const folder = await Deno.makeTempDir();
    return {
      open: () => openSqliteStateStore({ path: `${folder}/state.db` }),
      [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
    };
  },
});
