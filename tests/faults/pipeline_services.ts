import { openBlockWriter } from "../../adapters/blocks/writer.ts";
import { openFileSource } from "../../adapters/file/source.ts";
import { openSqliteBus } from "../../adapters/sqlite/bus.ts";
import { detectFormat } from "../../core/parse/detect.ts";
import type { Bus, Delivery } from "../../ports/bus.ts";
import type { LogWriter } from "../../ports/log_store.ts";
import type { Child, Exit } from "../../runtime/child.ts";
import type { Supervised } from "../../runtime/supervise.ts";
import { processLogs } from "../../services/process/process_logs.ts";
import { pruneStore } from "../../services/process/prune_store.ts";
import { ship } from "../../services/ship/ship.ts";
import { type FaultPlan, faultyFiles } from "./fault_plan.ts";
import { MemoryState } from "../../adapters/memory/state_store.ts";

/** What the services of a pipeline share. */
export interface ServiceOptions {
  /** Holds `log` with the log files, and the databases. */
  readonly folder: string;
  readonly plan: FaultPlan;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Events are removed from the store this long after `process` first had them. */
  readonly retentionMs: number;
  /** Fills and returns the array. */
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  /** Told what ended a service that was not asked to end. */
  readonly onDeath: (error: unknown) => void;
}

/** Events of a block, few, so that a short script seals some. */
export const BLOCK_EVENTS = 8;

/** Events whose message begins so are refused by the store. */
export const REFUSED = "refuse me";

/** `ship` and `process` from their real parts, in this process, to be kept running. */
export function toServices(options: ServiceOptions): Supervised[] {
  const services = [["ship", runShip], ["process", runProcess]] as const;
  return services.map(([name, run]) => ({
    name,
    start: () => startHere((signal) => run(options, signal), options.onDeath),
  }));
}

/** Opens the bus of a pipeline as services do. */
export async function openBus({ folder, plan, now, random }: ServiceOptions): Promise<Bus> {
  const bus = await openSqliteBus({
    path: `${folder}/bus.db`,
    bytesMax: 1e9,
    pollMs: 500,
    now,
    random: (length) => random(new Uint8Array(length)),
    fault: (operation) => plan.hit("bus.db", operation),
  });
  return withLostAnswers(bus, plan);
}

async function runShip(options: ServiceOptions, signal: AbortSignal): Promise<void> {
  const { folder, plan, now, random } = options;
  await using stack = new AsyncDisposableStack();
  const bus = stack.use(await openBus(options));
  const source = stack.use(
    await openFileSource({
      paths: [`${folder}/log/a.log`, `${folder}/log/b.log`],
      checkpointPath: `${folder}/ship.db`,
      ...{ hostname: "host", timeZone: "UTC", format: null, detect: detectFormat, service: null },
      ...{ from: "beginning", files: faultyFiles(plan), now, random, log: () => {}, pollMs: 450 },
      partialMs: 3_600_000, // Scripts end every line that they begin, however late.
      fault: (operation) => plan.hit("ship.db", operation),
    }),
  );
  await ship({ source, bus }, signal);
}

async function runProcess(options: ServiceOptions, stop: AbortSignal): Promise<void> {
  const { folder, plan, now, random, retentionMs } = options;
  await using stack = new AsyncDisposableStack();
  const writer = stack.use(
    await openBlockWriter({
      path: `${folder}/logs.db`,
      ...{ log: () => {}, blockEvents: BLOCK_EVENTS, now, random },
      fault: (operation) => plan.hit("logs.db", operation),
    }),
  );
  const bus = stack.use(await openBus(options));
  const store = withLostAppends(writer, plan);
  const ended = new AbortController();
  const signal = AbortSignal.any([stop, ended.signal]);
  const pruning = pruneStore(store, {
    retentionMs,
    bytesMax: null,
    everyMs: 700,
    ageEvery: 1,
    state: new MemoryState(),
    now,
  }, signal);
  try {
    await processLogs({ bus, store, now }, stop);
  } finally {
    ended.abort();
    await pruning;
  }
}

/** Runs work like a process of its own: it ends with code 0 when it is asked to, with 1 when it fails. */
function startHere(
  run: (signal: AbortSignal) => Promise<void>,
  onDeath: (error: unknown) => void,
): Child {
  const stop = new AbortController();
  const toExit = (code: number): Exit => ({ code, signal: null });
  const exited = run(stop.signal).then(() => toExit(0), (error) => {
    if (stop.signal.aborted && error === stop.signal.reason) return toExit(0);
    onDeath(error);
    return toExit(1);
  });
  return { pid: 0, exited, stop: () => stop.abort(), kill: () => {} };
}

/** What was done may be reported as failed: a publication, an acknowledgement. */
function withLostAnswers(bus: Bus, plan: FaultPlan): Bus {
  return {
    async publish(topic, batches) {
      await bus.publish(topic, batches);
      plan.hit("answers", `publish to ${topic}`);
    },
    async *subscribe(topic, options) {
      for await (const delivery of bus.subscribe(topic, options)) yield withLostAck(delivery, plan);
    },
    read: (topic, after, limit) => bus.read(topic, after, limit),
    status: (topic) => bus.status(topic),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}

function withLostAck(delivery: Delivery, plan: FaultPlan): Delivery {
  return {
    ...delivery,
    async ack() {
      await delivery.ack();
      plan.hit("answers", "acknowledge");
    },
  };
}

/** As above for appends; and what asks for it is refused, so that there are dead letters. */
function withLostAppends(store: LogWriter, plan: FaultPlan): LogWriter {
  return {
    async append(events, position, more = false) {
      const rejected = events.filter(({ message }) => message.startsWith(REFUSED))
        .map((event) => ({ event, reason: "it asks for it" }));
      const kept = events.filter(({ message }) => !message.startsWith(REFUSED));
      const result = await store.append(kept, position, more || rejected.length > 0);
      plan.hit("answers", "append");
      return { ...result, rejected: [...result.rejected, ...rejected] };
    },
    ahead() {}, // What is appended is not what was announced.
    positions: () => store.positions(),
    prune: (policy) => store.prune(policy),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
