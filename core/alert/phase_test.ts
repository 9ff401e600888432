import assert from "node:assert/strict";
import { advance, OK } from "./phase.ts";

for (
  const [what, held, wanted, states] of [
    ["fires at once, and is over at once", "-xx-x-", { for: 0, keep: 0 }, "oFFoFo"],
    [
      "waits until the condition held for long enough",
      "xxx-xx-xxxx",
      { for: 2, keep: 0 },
      "ppFoppoppFF",
    ],
    ["goes on through as many failures as it keeps", "x--x---x", { for: 0, keep: 2 }, "FFFFFFoF"],
    ["is not kept while it waits", "x-xx", { for: 1, keep: 3 }, "popF"],
  ] as const
) {
  Deno.test(`advance ${what}`, () => {
    let phase = OK;
    const seen = [...held].map((sign, i) => {
      phase = advance(phase, { window: i + 1, isHeld: sign === "x" }, wanted);
      return { ok: "o", pending: "p", firing: "F" }[phase.state];
    });
    assert.equal(seen.join(""), states);
  });
}
