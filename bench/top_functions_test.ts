import assert from "node:assert/strict";
import { findTop } from "./top_functions.ts";

Deno.test("findTop adds up each function's own time and leaves idling out", () => {
  const frame = (functionName: string, url = "") => ({ functionName, url });
  const nodes = [
    { id: 1, callFrame: frame("(idle)") },
    { id: 2, callFrame: frame("parse", "file:///a/parse.ts") },
    { id: 3, callFrame: frame("", "file:///a/cut.ts") },
    { id: 4, callFrame: frame("parse", "file:///a/parse.ts") },
    { id: 5, callFrame: frame("(program)") },
  ];
  const profile = { nodes, samples: [1, 2, 3, 4, 5], timeDeltas: [900, 10, 40, 20, 30] };
  assert.deepEqual(findTop(profile, { of: "function", count: 3 }), {
    "(anonymous) (cut.ts)": 40,
    "parse (parse.ts)": 30,
    "(program)": 30,
  });
  assert.deepEqual(findTop(profile, { of: "file", count: 1 }), { "cut.ts": 40 });
});
