import assert from "node:assert/strict";
import { makeSchema, SCHEMA } from "./make_schema.ts";

Deno.test("client/schema.ts is what `deno task openapi` makes of the API as it is", async () => {
  const kept = await Deno.readTextFile(SCHEMA);
  assert.equal(kept, await makeSchema(), "run `deno task openapi` and commit what it writes");
});
