import type { Bus, BusPosition, BusRecord, Topic } from "../ports/bus.ts";

/** Every record that a topic keeps, in order within each partition, after the places given ([] = from the oldest). */
export async function* readTopic(
  bus: Pick<Bus, "read">,
  topic: Topic,
  after: readonly BusPosition[],
): AsyncGenerator<BusRecord, void, void> {
  const places = new Map(after.map((position) => [position.partition, position]));
  for (;;) {
    const records = await bus.read(topic, [...places.values()], PAGE_RECORDS);
    if (records.length === 0) return;
    for (const record of records) {
      yield record;
      places.set(record.position.partition, record.position);
    }
  }
}

/** Each may be 1 MiB. */
const PAGE_RECORDS = 100;
