import type { BusPosition, BusRecord } from "../../ports/bus.ts";
import type { Cluster, KafkaTopic } from "./cluster.ts";
import { Fetched } from "./fetched.ts";
import { readOffsets } from "./offsets.ts";
import { fetchBatches } from "./wire/data_requests.ts";
import { CODE, toCodeError } from "./wire/error_codes.ts";

/** What is read without a group. */
export interface ReadRecordsOptions {
  /** Where the topic is. */
  readonly cluster: Cluster;
  /** The topic. */
  readonly topic: KafkaTopic;
  /** As for `Bus.read`. */
  readonly after: readonly BusPosition[];
  /** At most so many records, but for those of one message. */
  readonly limit: number;
  /** Told how many messages had nothing in them. */
  readonly onSkipped: (count: number) => void;
}

/**
 * As `Bus.read`: what is there at the time of the call, so that it never waits for more. Of one partition after
 * the other.
 */
export async function readRecords(options: ReadRecordsOptions): Promise<BusRecord[]> {
  const { cluster, topic, after, limit } = options;
  const begins = await readOffsets(cluster, topic, { at: "begin" });
  const ends = await readOffsets(cluster, topic, { at: "end" });
  const records: BusRecord[] = [];
  for (const partition of topic.leaders.keys()) {
    const own = after.find((place) => place.epoch === topic.id && place.partition === partition);
    const start = Math.max(begins.get(partition)!, own === undefined ? 0 : own.offset + 1);
    const room = limit - records.length;
    if (room <= 0) break;
    const place = { partition, start, end: ends.get(partition)! };
    for (const record of await readPartition(place, room, options)) records.push(record);
  }
  return records;
}

async function readPartition(
  { partition, start, end }: { partition: number; start: number; end: number },
  limit: number,
  { cluster, topic, onSkipped }: ReadRecordsOptions,
): Promise<BusRecord[]> {
  const records: BusRecord[] = [];
  const from = { topic: topic.name, id: topic.id, partition };
  let at = start;
  while (at < end && records.length < limit) {
    const options = { offset: at, bytesMax: FETCH_BYTES_MAX, waitMs: FETCH_WAIT_MS };
    const answer = await cluster.ask(
      topic.leaders[partition]!,
      (connection) => fetchBatches(connection, { topic: topic.name, partition }, options),
    );
    if (answer.error === CODE.offsetOutOfRange) break; // It was removed meanwhile.
    if (answer.error !== 0) {
      cluster.forget(topic.name);
      throw toCodeError(answer.error, `read partition ${partition} of Kafka topic "${topic.name}"`);
    }
    if (answer.bytes.length === 0) break; // What follows is not committed yet.
    const fetched = new Fetched(answer, from, at);
    if (fetched.isDone) break;
    while (records.length < limit) {
      const recordsMax = limit - records.length;
      const stretch = fetched.take({ recordsMax, bytesMax: Infinity, eventsMax: Infinity });
      if (stretch === null) break;
      at = stretch.next;
      onSkipped(stretch.skipped);
      for (const record of stretch.records) records.push(record);
    }
  }
  return records;
}

/** Still packed. */
const FETCH_BYTES_MAX = 1024 * 1024;

/** There is something: nothing is waited for. */
const FETCH_WAIT_MS = 100;
