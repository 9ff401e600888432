import assert from "node:assert/strict";
import { parsePipedQuery } from "./parse_piped_query.ts";

Deno.test("docs/query.md shows in its table of languages only queries that can be meant", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/query.md", import.meta.url));
  const table = /## Coming from another language\n\n([^]*?)\n\n/.exec(text)![1]!;
  const cells = table.split("\n").slice(2).map((row) => row.split(/(?<!\\)\|/)[2]!);
  const queries = cells.flatMap((cell) => {
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, query]) => query!.replaceAll("\\|", "|"));
  });
  assert.ok(queries.length >= 18);
  for (const query of queries) parsePipedQuery(query, 0);
});
