import assert from "node:assert/strict";
import { openBlockReader } from "../../adapters/blocks/reader.ts";
import { readCheckpoint } from "../../adapters/file/read_checkpoint.ts";
import type { TopicStatus } from "../../ports/bus.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { supervise } from "../../runtime/supervise.ts";
import { linesOf, makeBatch } from "../contract/make_batch.ts";
import { Arrivals } from "./check_store.ts";
import { FaultPlan } from "./fault_plan.ts";
import { openBus, REFUSED, type ServiceOptions, toServices } from "./pipeline_services.ts";
import { ScriptedLogs } from "./scripted_logs.ts";
import { VirtualTime } from "./virtual_time.ts";

/** What may happen to the log files of a pipeline and to itself. */
export type Action =
  | { readonly kind: "append"; readonly file: LogName; readonly lines: number }
  | { readonly kind: "part" | "blank" | "rotate" | "copytruncate"; readonly file: LogName }
  | { readonly kind: "stop" | "start" | "push" }
  | { readonly kind: "pass"; readonly ms: number };

/** The log files that the pipeline reads. */
export type LogName = "a.log" | "b.log";

/** A script, and where in it something fails. */
export interface RunOptions {
  readonly script: readonly Action[];
  /** The first operation that fails, from 1. */
  readonly at: number;
  /** 0: only that one; else all of its disk for so long, milliseconds. */
  readonly lastingMs: number;
}

/** What a run was like. */
export interface RunReport {
  /** How many operations the script had. */
  readonly operations: number;
  /** How often a service ended by itself. */
  readonly deaths: number;
  /** Events that were removed from the store by age. */
  readonly expired: number;
}

/**
 * Runs a script against the real `ship`, bus, `process` and store in this process while operations fail;
 * services that end are started again. Then, without faults: every line is in the store once, in order
 * within its source, everything received is accounted for, and nothing is under way.
 */
export async function runWithFaults({ script, at, lastingMs }: RunOptions): Promise<RunReport> {
  using time = new VirtualTime(START_MS);
  await using pipeline = await FaultyPipeline.open(time, { at, lastingMs });
  const { plan } = pipeline;
  try {
    pipeline.start();
    for (const action of script) await pipeline.act(action);
    await pipeline.end();
    const expired = await pipeline.check();
    return { operations: plan.operations, deaths: pipeline.deaths, expired };
  } catch (error) {
    const how = lastingMs === 0 ? "once" : `for ${lastingMs} ms`;
    const what = `Failed with ${plan.failed ?? "no fault"}, operation ${at}, failing ${how}`;
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

class FaultyPipeline implements AsyncDisposable {
  /** How often a service ended by itself. */
  deaths = 0;
  /** What fails. */
  readonly plan: FaultPlan;
  readonly #folder: string;
  readonly #time: VirtualTime;
  readonly #options: ServiceOptions;
  readonly #logs: ScriptedLogs;
  readonly #reader: LogReader;
  readonly #arrivals = new Arrivals();
  readonly #surprises: unknown[] = [];
  readonly #pushed: string[] = [];
  readonly #refused: string[] = [];
  #running: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;

  static async open(
    time: VirtualTime,
    options: Omit<RunOptions, "script">,
  ): Promise<FaultyPipeline> {
    const { at, lastingMs } = options;
    const plan = new FaultPlan({ at, lastingMs, now: () => time.nowMs });
    const folder = await makeFolder();
    const reader = await openBlockReader({ path: `${folder}/logs.db`, log: () => {} });
    return new FaultyPipeline({ folder, time, plan, lastingMs, reader });
  }

  private constructor(
    { folder, time, plan, lastingMs, reader }: {
      folder: string;
      time: VirtualTime;
      plan: FaultPlan;
      lastingMs: number;
      reader: LogReader;
    },
  ) {
    const now = () => time.nowMs;
    const onDeath = (error: unknown) => this.#onDeath(error);
    this.#folder = folder;
    this.#time = time;
    this.plan = plan;
    const retentionMs = RETENTION_MS + 3 * lastingMs; // What waits for a disk is not to expire unseen.
    this.#options = { folder, plan, now, retentionMs, random: countingRandom(), onDeath };
    this.#logs = new ScriptedLogs(`${folder}/log`, now);
    this.#reader = reader;
  }

  async act(action: Action): Promise<void> {
    const logs = this.#logs;
    switch (action.kind) {
      case "append":
        return logs.append(action.file, action.lines);
      case "part":
        return logs.appendPart(action.file);
      case "blank":
        return logs.appendBlank(action.file);
      case "rotate":
        return logs.rotate(action.file);
      case "copytruncate":
        return logs.copyTruncate(action.file);
      case "pass":
        return await this.#pass(action.ms);
      case "push":
        return await this.#push();
      case "stop":
        return await this.#stop();
      case "start":
        return this.start();
    }
  }

  /** Starts the services under the real supervisor. */
  start(): void {
    if (this.#running !== null) return;
    const stop = new AbortController();
    const ended = supervise(toServices(this.#options), {
      stop: stop.signal,
      kill: new AbortController().signal,
      now: this.#options.now,
      onRestart: () => this.deaths++,
    });
    ended.catch((error) => this.#surprises.push(error));
    this.#running = { stop, ended };
  }

  /** All goes well from here on: waits until everything has arrived, and a while longer, and stops. */
  async end(): Promise<void> {
    this.plan.end();
    for (const name of ["a.log", "b.log"]) this.#logs.append(name, 1);
    this.start();
    const expected = this.#logs.lines.length + this.#pushed.length;
    for (let waitedMs = 0; this.#arrivals.count < expected; waitedMs += 1000) {
      if (waitedMs >= SETTLE_MS_MAX) break;
      await this.#pass(1000);
    }
    await this.#pass(3000);
    await this.#stop();
  }

  /** Throws where something is lost, doubled, out of order or still under way; how many events expired. */
  async check(): Promise<number> {
    assert.deepEqual(this.#surprises, [], "services died of something else");
    const { lines, blank } = this.#logs;
    this.#arrivals.assertOnce([...lines, ...this.#pushed]);
    const { files, pruned } = readCheckpoint(`${this.#folder}/ship.db`);
    const counted = { events: 0, blank: 0, lost: 0, unsure: 0, inFlight: 0 };
    for (const counts of [...files, { ...pruned, inFlight: 0 }]) {
      for (const key of Object.keys(counted) as (keyof typeof counted)[]) {
        counted[key] += counts[key];
      }
    }
    assert.deepEqual(counted, { events: lines.length, blank, lost: 0, unsure: 0, inFlight: 0 });
    const { events, stored, expired } = await this.#reader.status();
    assert.equal(stored, lines.length + this.#pushed.length, "events that were stored");
    assert.equal(events, stored - expired, "events in the store");
    await this.#checkBus();
    return expired;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.plan.end();
    await this.#stop();
    await this.#reader[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }

  /** Nothing waits in `logs-raw`; in `logs-dead` is what the store refused, each under one id. */
  async #checkBus(): Promise<void> {
    await using bus = await openBus(this.#options);
    const { kept, groups }: TopicStatus = await bus.status("logs-raw");
    assert.deepEqual(
      { kept, lag: groups.map(({ lag }) => lag) },
      { kept: 0, lag: [0] },
      "logs-raw",
    );
    const letters = new Map<string, string>();
    for (const { batch } of await bus.read("logs-dead", [], 1000)) {
      letters.set(`${batch!.origin} ${batch!.positions[0]}`, linesOf(batch!).join("\n"));
    }
    assert.deepEqual([...letters.values()], this.#refused, "logs-dead");
  }

  /** As the API does: a line, and one that the store refuses. */
  async #push(): Promise<void> {
    const number = this.#pushed.push(`line ${this.#pushed.length} of push`);
    this.#refused.push(`${REFUSED} ${number}`);
    const good = `2025-10-23 14:32:15 INFO [payment-service] ${this.#pushed.at(-1)}`;
    const origin = number.toString(16).padStart(15, "e");
    const batch = makeBatch({ lines: [good, this.#refused.at(-1)!], origin });
    const plan = new FaultPlan({ at: 0, lastingMs: 0, now: this.#options.now });
    await using bus = await openBus({ ...this.#options, plan });
    await bus.publish("logs-raw", [batch]);
  }

  async #pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= READ_EVERY_MS) {
      await this.#time.pass(Math.min(leftMs, READ_EVERY_MS));
      await this.#arrivals.readOn(this.#reader);
    }
  }

  async #stop(): Promise<void> {
    if (this.#running === null) return;
    const { stop, ended } = this.#running;
    this.#running = null;
    let isOver = false;
    ended.catch(() => {}).then(() => isOver = true);
    stop.abort();
    for (let waitedMs = 0; !isOver; waitedMs += 100) {
      assert.ok(waitedMs < STOP_MS_MAX, `services do not end within ${STOP_MS_MAX} ms`);
      await this.#pass(100);
    }
  }

  /** A service may end because of an injected fault, and of nothing else. */
  #onDeath(error: unknown): void {
    const text = Deno.inspect(error, { depth: 10 });
    if (!/disk I\/O error|disk is full|EIO|the answer is lost/.test(text)) {
      this.#surprises.push(error);
    }
  }
}

/** In memory where the system has such a folder: there are thousands of fsyncs. */
async function makeFolder(): Promise<string> {
  const inMemory = await Deno.stat("/dev/shm").then(() => true, () => false);
  return await Deno.makeTempDir({ prefix: "logflow-faults-", ...inMemory && { dir: "/dev/shm" } });
}

/** Different bytes at every call, the same in every run. */
function countingRandom(): ServiceOptions["random"] {
  let calls = 0;
  return (bytes) => {
    calls++;
    for (let i = 0; i < bytes.length; i++) bytes[i] = (calls >> (8 * (i % 4))) & 255;
    return bytes;
  };
}

/** Some time in 2025: after the times in the lines, so that files' times and the clock agree. */
const START_MS = Date.UTC(2025, 9, 24);
/** Short, so that a short script removes some events. */
const RETENTION_MS = 1000;
/** Shorter than that, so that every event is seen before it goes. */
const READ_EVERY_MS = 300;
/** Longer than every pause and wait there is. */
const SETTLE_MS_MAX = 120_000;
const STOP_MS_MAX = 20_000;
