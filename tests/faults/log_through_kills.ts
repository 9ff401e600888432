import assert from "node:assert/strict";
import { openSqliteBus } from "../../adapters/sqlite/bus.ts";
import { createLogger } from "../../client/logger/mod.ts";
import { startApi } from "../e2e/api_process.ts";
import { eventually } from "../e2e/eventually.ts";
import { freePort } from "../e2e/pipeline_process.ts";

/** How an API is taken away from a logger. */
export interface KillsOptions {
  /** How often. */
  readonly rounds: number;
  /** Resolves when the API may come again. */
  readonly away: () => Promise<void>;
}

/** What a logger may hold while the API is away. */
const BYTES_MAX = 4 * 1024 * 1024;

/** Between two events. */
const PAUSE_MS = 2;

/**
 * A program logs without a pause, while an API of its own is killed wherever it is and started again: whenever the
 * logger says that events are sent they are in the bus, and at the end each is there once.
 */
export async function logThroughKills({ rounds, away }: KillsOptions): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "logflow-kills-" });
  const port = freePort();
  const problems: (string | null)[] = [];
  await using logger = createLogger({
    url: `http://127.0.0.1:${port}`,
    bytesMax: BYTES_MAX,
    batchEventsMax: 50,
    sendAfterMs: 20,
    onProblem: (problem) => problems.push(problem?.message ?? null),
  });
  let logged = 0;
  const writing = new AbortController();
  const written = write(() => logger.info(`event ${logged++}`), writing.signal);
  for (let round = 0; round < rounds; round++) {
    await using api = await startApi(dataDir, port);
    const { sent } = logger.status();
    const isOn = () => logger.status().sent > sent || null;
    await eventually("events to be sent", isOn);
    const told = problems.length;
    await api.kill();
    const status = logger.status();
    await eventually("the logger to notice", () => problems.length > told || null);
    await away();
    const { waitingBytes, dropped } = logger.status();
    assert.ok(waitingBytes <= BYTES_MAX && dropped === 0, `${waitingBytes} ${dropped}`);
    const counts = await countStored(dataDir);
    assert.ok(counts.size >= status.sent, `${counts.size} are stored, ${status.sent} were sent`);
  }
  writing.abort();
  await written;
  {
    await using _api = await startApi(dataDir, port);
    const { sent, waiting } = await logger.flush(60_000);
    assert.deepEqual([sent, waiting], [logged, 0]);
  }
  const counts = await countStored(dataDir);
  const missing = Array.from({ length: logged }, (_, i) => `event ${i}`).filter((text) => {
    return counts.get(text) !== 1;
  });
  assert.deepEqual(missing, []);
  assert.equal(counts.size, logged);
  await Deno.remove(dataDir, { recursive: true });
}

async function write(log: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    log();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Under how many ids each message is in the bus: what repeats one is stored once. */
async function countStored(dataDir: string): Promise<Map<string, number>> {
  await using bus = await openSqliteBus({ path: `${dataDir}/bus.db`, bytesMax: 1e9 });
  const ids = new Map<string, Set<string>>();
  const decoder = new TextDecoder();
  for (let after: Parameters<typeof bus.read>[1] = [];;) {
    const records = await bus.read("logs-raw", after, 1000);
    if (records.length === 0) break;
    after = [records.at(-1)!.position];
    for (const { batch } of records) {
      const { origin, positions, bytes, slices } = batch!;
      positions.forEach((position, i) => {
        const text = decoder.decode(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!));
        const { message } = JSON.parse(text);
        ids.set(message, (ids.get(message) ?? new Set()).add(`${origin} ${position}`));
      });
    }
  }
  return new Map([...ids].map(([message, { size }]) => [message, size]));
}
