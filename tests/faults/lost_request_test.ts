import { openElasticReader } from "../../adapters/elasticsearch/reader.ts";
import {
  startFaultyServer,
  toLostAnswer,
} from "../../adapters/elasticsearch/testing/faulty_server.ts";
import { makeTestStore } from "../../adapters/elasticsearch/testing/test_store.ts";
import { testOnServer } from "../../adapters/elasticsearch/testing/test_on_server.ts";
import { openElasticWriter } from "../../adapters/elasticsearch/writer.ts";
import { TestFolder } from "../../adapters/sqlite/bus/test_folder.ts";
import type { Bus } from "../../ports/bus.ts";
import type { LogWriter } from "../../ports/log_store.ts";
import { processLogs } from "../../services/process/process_logs.ts";
import { startReader } from "../contract/bus_fixture.ts";
import { makeBatch } from "../contract/make_batch.ts";
import { readStack } from "../stack/servers.ts";
import { Arrivals } from "./check_store.ts";

testOnServer(
  "process keeps the order where, as all are killed, the second of two requests comes through but not the first",
  async () => {
    await using store = makeTestStore();
    await using folder = new TestFolder();
    await using bus = await folder.open();
    await startReader(bus, { group: "keeps everything" }).stop();
    const killed = new AbortController();
    const firstIsIn = Promise.withResolvers<void>();
    const thirdIsIn = Promise.withResolvers<void>();
    const lost = Promise.withResolvers<Response>();
    let bulks = 0;
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      if (killed.signal.aborted) return toLostAnswer();
      if (!passing.path.startsWith("/_bulk")) return passing.forward();
      const number = ++bulks;
      if (number === 2) return lost.promise;
      const answer = await passing.forward();
      if (number === 1) firstIsIn.resolve();
      if (number === 3) thirdIsIn.resolve();
      return answer;
    });
    await using doomed = await openElasticWriter({ ...store.options, urls: [server.url] });
    const dying = run(bus, doomed, { signal: killed.signal });
    await publish(bus, 0, RECORDS_FIRST);
    await firstIsIn.promise;
    await publish(bus, RECORDS_FIRST, RECORDS); // More than goes into one delivery.
    await thirdIsIn.promise;
    await using after = folder.snapshot();
    killed.abort();
    lost.resolve(toLostAnswer());
    await dying;

    await using again = await after.open();
    await using writer = await openElasticWriter(store.options);
    const ending = new AbortController();
    await run(again, writer, {
      signal: ending.signal,
      onStored: async () => {
        const { groups } = await again.status("logs-raw");
        if (groups.some(({ group, lag }) => group === "process" && lag === 0)) ending.abort();
      },
    });
    await using reader = await openElasticReader(store.options);
    const arrivals = new Arrivals();
    await arrivals.readOn(reader);
    arrivals.assertOnce(toLines(0, RECORDS));
  },
);

async function run(
  bus: Bus,
  store: LogWriter,
  { signal, onStored = () => {} }: { signal: AbortSignal; onStored?: () => void },
): Promise<void> {
  try {
    await processLogs({ bus, store, now: Date.now, onStored }, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** One line a record. */
async function publish(bus: Bus, from: number, to: number): Promise<void> {
  const lines = toLines(from, to);
  await bus.publish(
    "logs-raw",
    lines.map((line, i) => makeBatch({ lines: [line], begin: 100 * (from + i) })),
  );
}

function toLines(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `line ${from + i} of a.log`);
}

const RECORDS_FIRST = 10;
const RECORDS = 90;
