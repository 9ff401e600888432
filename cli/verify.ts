import { IntervalSet } from "../adapters/blocks/interval_set.ts";
import type { StoreCheck } from "../adapters/blocks/check_store.ts";
import type { CheckpointSummary } from "../adapters/file/read_checkpoint.ts";
import type { RawBatch } from "../core/raw_batch.ts";
import type { Bus, BusPosition, Topic } from "../ports/bus.ts";
import type { LogReader } from "../ports/log_store.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { denoFileSystem } from "../runtime/file_system.ts";
import { readTopic } from "../runtime/read_topic.ts";
import { wait } from "../runtime/wait.ts";
import { type Split, type Tally, toBalance } from "./balance.ts";
import { openBus, openReader } from "./compose.ts";
import type { Context } from "./context.ts";
import { REPLAY_GROUP } from "./dead_letters.ts";
import { checkWhole } from "./store.ts";

/** While the pipeline runs, events move between two looks: a difference must stay to count. */
const LOOKS = 10;

/** Pause between two looks. */
const PAUSE_MS = 300;

/** Origins asked for at once. */
const ORIGINS_MAX = 100;

/** Prints the balance, and reads all that is stored. Resolves to 1 when something is missing or damaged. */
export async function runVerify(config: Config, context: Context): Promise<number> {
  const log = context.log("verify");
  // Before others open the store: see `checkHeader`. Elasticsearch checks its own.
  const check = config.elasticsearch === null ? await checkWhole(config, context) : null;
  await using bus = await openBus(config, log);
  await using store = await openReader(config, log);
  const checkpoint = () => readSummary(toDataFiles(config.dataDir).ship);
  let tally = await toTally(await checkpoint(), bus, store);
  let balance = toBalance(tally);
  for (let look = 1; look < LOOKS && balance.missing !== 0; look++) {
    await wait(PAUSE_MS);
    tally = await toTally(await checkpoint(), bus, store);
    balance = toBalance(tally);
  }
  context.process.stdout.write(`${balance.text}\n`);
  const lost = sum((await checkpoint()).files.map((file) => file.lost));
  if (lost > 0) {
    context.process.stdout.write(`${lost} bytes were removed from files before they were read\n`);
  }
  if (tally.damaged > 0) {
    context.process.stdout.write(
      `${tally.damaged} events were stored and cannot be read any more, as the disk damaged them: ` +
        "`store check` says where; `store forget` counts them as expired\n",
    );
  }
  const isWhole = check === null || tellDamage(check, context);
  return balance.missing === 0 && tally.damaged === 0 && isWhole ? 0 : 1;
}

/** Whether all that is stored can be read; says what cannot. */
function tellDamage({ damaged, more }: StoreCheck, { process }: Context): boolean {
  const count = damaged.length + more;
  if (count === 0) return true;
  process.stdout.write(
    `${count} parts of the store are damaged: \`store check\` lists them; the next start, or process with ` +
      "time, puts them aside and keeps the rest\n",
  );
  return false;
}

async function readSummary(path: string): Promise<CheckpointSummary> {
  const none = { events: 0, blank: 0, lost: 0, unsure: 0 };
  if (denoFileSystem.stat(path) === null) return { files: [], pruned: none }; // Nothing was ever shipped.
  const { readCheckpoint } = await import("../adapters/file/read_checkpoint.ts");
  return readCheckpoint(path);
}

async function toTally(
  { files, pruned }: CheckpointSummary,
  bus: Bus,
  store: LogReader,
): Promise<Tally> {
  const origins = new Set(files.map(({ origin }) => origin));
  // Whatever `process` acknowledged, it goes on where the store is.
  const { positions } = await store.status();
  const waiting = await countTopic(bus, { topic: "logs-raw", after: positions, origins });
  const replayed = await toReplayed(bus);
  const dead = await countTopic(bus, { topic: "logs-dead", after: replayed, origins });
  const { events, expired, damaged } = await store.status();
  const fromFiles = await countStored(store, [...origins]);
  return {
    shipped: sum(files.map((file) => file.events)) + pruned.events,
    shipping: sum(files.map((file) => file.inFlight)),
    blank: sum(files.map((file) => file.blank)) + pruned.blank,
    forgotten: pruned.events,
    unsure: sum(files.map((file) => file.unsure)) + pruned.unsure,
    stored: { files: fromFiles, others: events - fromFiles },
    dead,
    waiting,
    expired,
    damaged,
  };
}

interface TopicQuestion {
  readonly topic: Topic;
  /** What comes up to there does not count. */
  readonly after: readonly BusPosition[];
  /** Of the files in the checkpoint. */
  readonly origins: ReadonlySet<string>;
}

async function toReplayed(bus: Bus): Promise<readonly BusPosition[]> {
  const { groups } = await bus.status("logs-dead");
  return groups.find(({ group }) => group === REPLAY_GROUP)?.positions ?? [];
}

/** Events in a topic, repeats once, however they are cut into batches. A record that cannot be read counts as one. */
async function countTopic(bus: Bus, { topic, after, origins }: TopicQuestion): Promise<Split> {
  const counts = { files: 0, others: 0 };
  const seen = new Map<string, IntervalSet>();
  for await (const { batch } of readTopic(bus, topic, after)) {
    if (batch === null) {
      counts.others++;
      continue;
    }
    const kind = origins.has(batch.origin) ? "files" : "others";
    const own = seen.get(batch.origin) ?? new IntervalSet();
    seen.set(batch.origin, own);
    counts[kind] += countNew(batch, own);
  }
  return counts;
}

/** How many of its events are not in the set, which gets them. */
function countNew({ begin, positions, ends }: RawBatch, seen: IntervalSet): number {
  let count = 0;
  positions.forEach((position, i) => {
    if (!seen.has(position)) count++;
    seen.add(i === 0 ? Math.min(begin, position) : ends[i - 1]!, ends[i]!);
  });
  return count;
}

async function countStored(store: LogReader, origins: readonly string[]): Promise<number> {
  let count = 0;
  for (let at = 0; at < origins.length; at += ORIGINS_MAX) {
    const parts = origins.slice(at, at + ORIGINS_MAX).map((origin) =>
      ({ kind: "field", field: "origin", extra: false, value: [origin] }) as const
    );
    const filter = { query: { kind: "or", parts }, fromMs: null, toMs: null } as const;
    count += (await store.aggregate({ filter, histogram: null, facets: null })).count;
  }
  return count;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
