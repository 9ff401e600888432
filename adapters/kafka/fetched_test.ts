import assert from "node:assert/strict";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { textsOf } from "../../tests/contract/bus_fixture.ts";
import { Fetched } from "./fetched.ts";
import { readBack, TOPIC_ID, toRecordBatch } from "./testing/records.ts";

/** Record batches one after the other, as a partition has them. */
function join(...batches: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(batches.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  let offset = 0;
  for (const batch of batches) {
    all.set(batch, at);
    const view = new DataView(all.buffer, at);
    view.setBigInt64(0, BigInt(offset));
    offset += view.getInt32(23) + 1;
    at += batch.length;
  }
  return all;
}

const lines = (...texts: string[]) =>
  toRecordBatch(texts.map((text) => makeBatch({ lines: [text] })));

Deno.test("Fetched (kafka) begins at its offset, and leaves out what is cut off", () => {
  const bytes = join(lines("a", "b"), lines("c"), lines("d"));
  assert.deepEqual(textsOf({ records: readBack(bytes, 1) }), ["b", "c", "d"]);
  assert.deepEqual(textsOf({ records: readBack(bytes.slice(0, -1), 1) }), ["b", "c"]);
  assert.deepEqual(readBack(bytes.slice(0, 30)), []);
});

Deno.test("Fetched (kafka) keeps to its limits, and loses nothing between them", () => {
  const texts = ["a", "b", "c", "d", "e"];
  const bytes = join(lines("a", "b", "c"), lines("d", "e"));
  for (const limit of [1, 2, 3, 5, 9]) {
    const answer = { error: 0, end: 5, aborted: [], bytes };
    const fetched = new Fetched(answer, { topic: "t", id: TOPIC_ID, partition: 0 }, 0);
    const got: string[] = [];
    for (;;) {
      const limits = { recordsMax: limit, bytesMax: Infinity, eventsMax: Infinity };
      const stretch = fetched.take(limits);
      if (stretch === null) break;
      assert.ok(stretch.records.length <= limit);
      assert.equal(stretch.records.at(-1)!.position.offset, stretch.next - 1);
      got.push(...textsOf(stretch));
    }
    assert.deepEqual(got, texts);
    assert.ok(fetched.isDone);
  }
});

Deno.test("Fetched (kafka) bounds a stretch by bytes and by events", () => {
  const bytes = lines("aaaa", "bbbb", "cccc");
  const take = (limits: { bytesMax?: number; eventsMax?: number }) => {
    const answer = { error: 0, end: 3, aborted: [], bytes };
    const fetched = new Fetched(answer, { topic: "t", id: TOPIC_ID, partition: 0 }, 0);
    const all = { recordsMax: 9, bytesMax: Infinity, eventsMax: Infinity, ...limits };
    return textsOf(fetched.take(all)!);
  };
  assert.deepEqual(take({ bytesMax: 5 }), ["aaaa", "bbbb"]);
  assert.deepEqual(take({ eventsMax: 1 }), ["aaaa"]);
});

const damages: [string, (batch: Uint8Array<ArrayBuffer>) => void, RegExp][] = [
  ["a wrong checksum", (batch) => batch[80]! ^= 1, /: its CRC-32C is wrong$/],
  [
    "an old format",
    (batch) => batch[16] = 1,
    /format version is 1, which is older than Kafka 0.11/,
  ],
];

for (const [what, damage, reason] of damages) {
  Deno.test(`Fetched (kafka) gives out as broken, with its bytes, a record batch with ${what}`, () => {
    const bad = lines("x");
    const bytes = join(lines("a"), bad, lines("b"));
    damage(bytes.subarray(lines("a").length));
    const records = readBack(bytes);
    assert.deepEqual(textsOf({ records }), ["a", "broken", "b"]);
    const { broken, position } = records[1]!;
    assert.equal(position.offset, 1);
    assert.equal(broken!.bytes.length, bad.length);
    assert.match(
      broken!.reason,
      /^Cannot read a record batch of \d+ bytes in partition 2 of Kafka topic/,
    );
    assert.match(broken!.reason, reason);
  });
}
