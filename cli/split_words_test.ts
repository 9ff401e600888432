import assert from "node:assert/strict";
import { splitWords } from "./split_words.ts";

Deno.test("splitWords starts each word that is named, and the pipeline where none is", () => {
  const cases: [line: string, ...split: string[]][] = [
    ["start", "start pipeline"],
    ["start --log-file a.log", "start pipeline --log-file a.log"],
    ["start --help", "start --help"],
    ["start ship process", "start ship", "start process"],
    ["start ship a.log", "start ship a.log"],
    ["start generate --rate 5", "start generate --rate 5"],
    ["start serch", "start serch"],
    ["stop ship process", "stop ship process"],
    ["search start", "search start"],
  ];
  for (const [line, ...split] of cases) {
    assert.deepEqual(splitWords(line.split(" ")).map((args) => args.join(" ")), split);
  }
});
