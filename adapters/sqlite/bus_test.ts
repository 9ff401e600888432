import { testBus } from "../../tests/contract/bus_suite.ts";
import { openSqliteBus } from "./bus.ts";

testBus("sqlite", async () => {
  const folder = await Deno.makeTempDir();
  const options = { path: `${folder}/bus.db`, bytesMax: 1e9 };
  return {
    open: () => openSqliteBus(options),
    opener: {
      module: new URL("../../tests/contract/sqlite_bus_opener.ts", import.meta.url).href,
      spec: JSON.stringify(options),
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
});
