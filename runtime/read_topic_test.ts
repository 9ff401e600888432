import assert from "node:assert/strict";
import type { BusPosition, BusRecord } from "../ports/bus.ts";
import { readTopic } from "./read_topic.ts";

Deno.test("readTopic reads each partition on from where it is, until nothing is left", async () => {
  const kept = [[1, 5], [0, 3], [1, 6], [0, 4], [2, 0]].map(toRecord);
  const bus = {
    read: (_topic: string, after: readonly BusPosition[]) => {
      const isNew = ({ position }: BusRecord) =>
        position.offset > (after.find((it) => it.partition === position.partition)?.offset ?? -1);
      return Promise.resolve(kept.filter(isNew).slice(0, 2));
    },
  };
  const after = [{ epoch: "e", partition: 1, offset: 5 }];
  const read: BusRecord[] = [];
  for await (const record of readTopic(bus, "logs-raw", after)) read.push(record);
  assert.deepEqual(read, [kept[1], kept[2], kept[3], kept[4]]);
});

function toRecord([partition, offset]: number[]): BusRecord {
  const position = { epoch: "e", partition: partition!, offset: offset! };
  return { position, batch: null, broken: { bytes: new Uint8Array(), reason: "" } };
}
