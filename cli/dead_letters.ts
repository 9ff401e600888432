import type { RawBatch } from "../core/raw_batch.ts";
import type { Bus, BusRecord } from "../ports/bus.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import { readTopic } from "../runtime/read_topic.ts";
import { retry, type RetryOptions } from "../runtime/retry.ts";
import { wait } from "../runtime/wait.ts";
import { toBrokenLetter } from "../services/process/dead_letter.ts";
import { openBus } from "./compose.ts";
import type { Context } from "./context.ts";
import { stopSignals } from "./stop_signal.ts";

/** The consumer group of `dead replay`: what it acknowledged is no dead letter any more. */
export const REPLAY_GROUP = "replay";

/** Prints every dead letter. */
export async function listDead(config: Config, json: boolean, context: Context): Promise<void> {
  const { stdout } = context.process;
  await using bus = await openBus(config, context.log("dead"));
  for await (const record of readDead(bus)) {
    for (const letter of toLetters(record)) {
      stdout.write(`${json ? escapeJson(JSON.stringify(letter)) : toLine(letter)}\n`);
    }
    if (stdout.broken.aborted) return;
  }
}

/**
 * Publishes every dead letter to `logs-raw` again; of one that is itself damaged, its bytes. What fails once
 * more comes back as a dead letter.
 */
export async function replayDead(config: Config, context: Context): Promise<void> {
  const { stop } = stopSignals(false);
  const log = context.log("dead");
  const onRetry = ({ message }: Error) => log.warn(message);
  await using bus = await openBus(config, log);
  const left = new Map<number, number>();
  for await (const { position } of readDead(bus)) left.set(position.partition, position.offset);
  let events = 0;
  const done = new AbortController();
  const signal = AbortSignal.any([stop, done.signal]);
  if (left.size > 0) {
    // Others may replay some of them, or the topic may forget them: then no delivery tells the end.
    const watching = untilNothingIsLeft(bus, { signal, onRetry }).finally(() => done.abort());
    watching.catch(() => {}); // It is thrown below.
    for await (const delivery of bus.subscribe("logs-dead", { group: REPLAY_GROUP, signal })) {
      const batches = await Promise.all(delivery.records.map(toReplayed));
      await retry(() => bus.publish("logs-raw", batches), { signal: stop, onRetry });
      await retry(() => delivery.ack(), { signal: stop, onRetry });
      for (const batch of batches) events += batch.ends.length;
      const { partition, offset } = delivery.position;
      if (offset >= (left.get(partition) ?? Infinity)) left.delete(partition);
      if (left.size === 0) done.abort();
    }
    done.abort();
    await watching;
  }
  context.process.stdout.write(`${events} events were handed to process again\n`);
}

/** Resolves once the group has no dead letter to replay, or the signal fires. */
async function untilNothingIsLeft(bus: Bus, options: RetryOptions): Promise<void> {
  const { signal } = options;
  try {
    for (let lag = Infinity; lag > 0;) {
      await wait(LOOK_EVERY_MS, signal);
      const { groups } = await retry(() => bus.status("logs-dead"), options);
      lag = groups.find(({ group }) => group === REPLAY_GROUP)?.lag ?? Infinity;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const LOOK_EVERY_MS = 1000;

async function toReplayed(record: BusRecord): Promise<RawBatch> {
  const place = { topic: "logs-dead", nowMs: Date.now() } as const;
  return { ...record.batch ?? await toBrokenLetter(record, place), reason: null };
}

interface Letter {
  readonly reason: string;
  readonly file: string;
  readonly origin: string;
  readonly position: number;
  readonly text: string;
}

async function* readDead(bus: Bus): AsyncIterable<BusRecord> {
  const { groups } = await bus.status("logs-dead");
  const done = groups.find(({ group }) => group === REPLAY_GROUP)?.positions ?? [];
  yield* readTopic(bus, "logs-dead", done);
}

function toLetters({ batch, broken, position }: BusRecord): Letter[] {
  if (batch !== null) return Array.from(batch.ends, (_, i) => toLetter(batch, i));
  const { bytes, reason } = broken!;
  const text = new TextDecoder().decode(bytes);
  return [{ reason, file: "", origin: "", position: position.offset, text }];
}

function toLetter(batch: RawBatch, index: number): Letter {
  const { bytes, slices, positions, reason, file, origin } = batch;
  const text = new TextDecoder().decode(bytes.subarray(slices[2 * index], slices[2 * index + 1]));
  return { reason: reason ?? "", file, origin, position: positions[index]!, text };
}

function toLine({ reason, file, position, text }: Letter): string {
  return `${escapeText(file)}:${position} ${escapeText(reason)}: ${escapeText(text)}`;
}
