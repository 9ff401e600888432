import assert from "node:assert/strict";
import { loadWords } from "./words.ts";

Deno.test("loadWords loads the word that is named alone, and all in their order where none is", async () => {
  const toPairs = async (...args: string[]) =>
    (await loadWords(args)).getAllEntries().map(({ name, target }) => [name.original, target]);
  const all = await toPairs("--help");
  assert.deepEqual(all.map(([name]) => name), [
    ...["pipeline", "generate", "ship", "process", "api", "alert"],
    ...["start", "stop", "status", "keep", "search", "count"],
    ...[
      "tail",
      "export",
      "key",
      "rule",
      "alerts",
      "silence",
      "receivers",
      "dead",
      "verify",
      "store",
      "check",
      "brokers",
      "permissions",
    ],
  ]);
  for (const [name, target] of all) {
    assert.deepEqual(await toPairs(name as string, "--help"), [[name, target]]);
  }
  for (const args of [[], ["serch"], ["-h"], ["--", "search"], ["toString"]]) {
    assert.deepEqual(await toPairs(...args), all);
  }
});
