import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { parseQuery } from "../core/query/parse_query.ts";
import { parseConfig } from "../runtime/config.ts";
import { countFile, type FileSearch, searchFile } from "./search_file.ts";

const LINES = [
  "2025-10-23 14:32:15 INFO [payment-service] one",
  "2025-10-23 14:32:17 ERROR [payment-service] three",
  "\tat Frame.java:1",
  "2025-10-23 14:32:16 ERROR [auth-service] two",
  "without a time",
];
const BYTES = new TextEncoder().encode(LINES.join("\n"));
const CHANGED = new Date("2025-10-23T15:00:00.500Z");

Deno.test("searchFile gives the newest events that match, joined and parsed as ship would", async () => {
  await using file = await makeFile("app.log", BYTES);
  const events = await searchFile({ ...file.search(""), order: "newest", limit: 3 });
  assert.deepEqual(events.map(({ message }) => message), [
    "without a time",
    "three\n\tat Frame.java:1",
    "two",
  ]);
  assert.equal(events[0]!.timestampMs, CHANGED.getTime(), "the file's last change");
  assert.equal(events[0]!.service, "app");
  assert.equal(events[0]!.file, file.path);
});

Deno.test("searchFile gives the oldest events first when asked, in bounded memory", async () => {
  const many = Array.from({ length: 5000 }, (_, i) => `${LINES[0]} ${i}\n`).join("");
  await using file = await makeFile("app.log", new TextEncoder().encode(many));
  const events = await searchFile({ ...file.search(""), order: "oldest", limit: 2 });
  assert.deepEqual(events.map(({ message }) => message), ["one 0", "one 1"]);
});

Deno.test("countFile counts within times and reads gzip of several members", async () => {
  const members = [gzipSync(BYTES.subarray(0, 60)), gzipSync(BYTES.subarray(60))];
  await using file = await makeFile(
    "app.log.1.gz",
    Buffer.concat(members),
  );
  assert.equal(await countFile(file.search("level:ERROR")), 2);
  const toMs = Date.UTC(2025, 9, 23, 14, 32, 17);
  const search = file.search("level:ERROR");
  assert.equal(await countFile({ ...search, filter: { ...search.filter, toMs } }), 1);
});

for (const length of [0, 1, 2]) {
  Deno.test(`countFile reads a file of ${length} bytes`, async () => {
    await using file = await makeFile("app.log", BYTES.subarray(0, length));
    assert.equal(await countFile(file.search("")), Math.min(length, 1));
  });
}

Deno.test("countFile says which file cannot be read, and why", async () => {
  await using file = await makeFile("app.gz", gzipSync(BYTES).subarray(0, 40));
  await assert.rejects(
    countFile(file.search("")),
    /^Error: Cannot read ".*app\.gz": unexpected end/,
  );
  const gone = { ...file.search(""), path: `${file.path}.gone` };
  await assert.rejects(
    countFile(gone),
    /^Error: Cannot read ".*\.gone": No such file or directory$/,
  );
});

async function makeFile(name: string, bytes: Uint8Array) {
  const folder = await Deno.makeTempDir({ prefix: "logflow-search-" });
  const path = `${folder}/${name}`;
  await Deno.writeFile(path, bytes);
  await Deno.utime(path, CHANGED, CHANGED);
  const config = parseConfig({}, { LOGFLOW_TIME_ZONE: "UTC" });
  return {
    path,
    search(query: string): FileSearch {
      return { path, config, filter: { query: parseQuery(query), fromMs: null, toMs: null } };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
