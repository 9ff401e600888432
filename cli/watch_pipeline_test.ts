import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import { readMetric, toInvitation, toStatus } from "./watch_pipeline.ts";

Deno.test("toStatus tells how many, how fast and how far behind", () => {
  const before = { atMs: 0, stored: 1000, lag: 0 };
  const now = { atMs: 2000, stored: 3000, lag: 4000 };
  assert.equal(toStatus(before, now, 1), "3,000 events stored, 1,000/s, lag 4,000, restarts 1");
  const pruned = { atMs: 3000, stored: 10, lag: 0 };
  assert.equal(toStatus(now, pruned, 1), "10 events stored, 0/s, lag 0, restarts 1");
});

Deno.test("readMetric finds a metric by its whole name, and no number where there is none", () => {
  const text = "# HELP a x\na_total 3\na 12.5\nb NaN\n";
  assert.equal(readMetric(text, "a"), 12.5);
  assert.equal(readMetric(text, "b"), null);
  assert.equal(readMetric(text, "c"), null);
});

Deno.test("toInvitation gives commands that work as they stand", () => {
  const initial = toInvitation(parseConfig({}, {}), "/usr/bin/deno");
  assert.equal(initial[1], "  deno task search level:ERROR");
  assert.equal(initial[2], "  curl 'http://127.0.0.1:8000/api/v1/logs?q=level:ERROR'");
  const other = parseConfig({ LOGFLOW_DATA_DIR: "/x/it's here", API_HOST: "::1" }, {});
  const [, search, curl] = toInvitation(other, "/n/node_modules/deno/deno");
  assert.equal(
    search,
    String.raw`  npx -y deno task search --data-dir '/x/it'\''s here' level:ERROR`,
  );
  assert.equal(curl, "  curl 'http://[::1]:8000/api/v1/logs?q=level:ERROR'");
});
