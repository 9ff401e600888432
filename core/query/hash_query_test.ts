import assert from "node:assert/strict";
import { hashQuery } from "./hash_query.ts";
import { parseQuery } from "./parse_query.ts";

const hash = (text: string, nowMs = 0) => hashQuery(parseQuery(text, nowMs));

Deno.test("hashQuery knows a query again, however it was written and whenever", () => {
  assert.match(hash("a"), /^[0-9a-f]{14}$/);
  assert.equal(hash("a b"), hash("  A AND b"));
  assert.equal(hash("a timestamp:>now-5m", 1e12), hash("a timestamp:>now-5m", 2e12));
  assert.equal(hash("NOT (timestamp:>now-5m b)", 1e12), hash("NOT (timestamp:>now-5m b)", 2e12));
});

Deno.test("hashQuery tells queries apart", () => {
  const texts = ["*", "a", "b", "a b", "b a", "a OR b", "NOT a", '"a b"', "a*", "a:b", "message:a"];
  texts.push("_exists_:a", "a:>1", "a:>2", "a:<1", "timestamp:>1", "extra_fields.timestamp:>1");
  assert.equal(new Set(texts.map((text) => hash(text))).size, texts.length);
});
