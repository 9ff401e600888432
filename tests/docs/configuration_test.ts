import assert from "node:assert/strict";
import { CONFIGURATION, makeConfiguration } from "./make_configuration.ts";

Deno.test("docs/configuration.md tells every variable as it is; `deno task docs` makes it so", async () => {
  assert.equal(Deno.readTextFileSync(CONFIGURATION), await makeConfiguration());
});
