import assert from "node:assert/strict";
import { nearest } from "./nearest.ts";

Deno.test("nearest finds what was meant, and nothing where nothing is like it", () => {
  const words = ["ship", "search", "LOGFLOW_DATA_DIR", "LOGFLOW_RETENTION"];
  assert.equal(nearest("serach", words), "search");
  assert.equal(nearest("LOGFLOW_DATADIR", words), "LOGFLOW_DATA_DIR");
  assert.equal(nearest("ship", words), "ship");
  assert.equal(nearest("LOGFLOW_X", words), null);
  assert.equal(nearest("", words), null);
});
