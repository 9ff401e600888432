import type { KnownRule } from "../../core/alert/engine.ts";
import { COMMON_POLICY } from "../../core/alert/to_policies.ts";
import type { ReceiverPolicy } from "../../core/alert/told_receiver.ts";
import type { Notice } from "../../core/alert/notice.ts";
import { makeEvent } from "../../core/alert/testing.ts";
import type { LogEvent } from "../../core/event.ts";
import { matches } from "../../core/query/matches.ts";
import type { Arrived, SinceRequest } from "../../ports/log_store.ts";
import type { StateStore } from "../../ports/state_store.ts";
import type { AlertView } from "../../runtime/alert_view.ts";
import { type KeptChange, readHistory } from "../../runtime/alerts/history.ts";
import { aggregateArray } from "../../tests/contract/array_aggregate.ts";
import { MemoryState } from "../../adapters/memory/state_store.ts";
import { settle, VirtualClock } from "../../tests/virtual_clock.ts";
import { alert } from "./alert.ts";
import { toRuleSet } from "./testing_rule_set.ts";
import { toMortal, unlessDead } from "./testing_mortal.ts";
import type { AlertListener, AlertPorts } from "./ports.ts";

/** For tests: a store, a state store, leases and receivers that outlive those who work with them, on a clock. */
export class AlertWorld {
  readonly clock = new VirtualClock();
  readonly state = new MemoryState();
  /** What every receiver took, in order. */
  readonly notices: Notice[] = [];
  readonly said: string[] = [];
  /** What keeps alerting from its work. */
  problem: string | null = null;
  /** What the one that acts shows of itself. */
  view: AlertView | null = null;
  /** How many act that were not killed. */
  acting = 0;
  rules: readonly KnownRule[] = [];
  /** Called before a receiver takes a notice; throws what it answers instead. */
  onSend: (notice: Notice) => void = () => {};
  /** How long a receiver takes for the next notice. */
  sendMs = () => 0;
  /** When somebody was told that alerting works. */
  readonly beats: number[] = [];
  /** Called before; throws what is answered instead. */
  onBeat: () => void = () => {};
  /** How far the clock that everybody reads is ahead of time itself. */
  skewMs = 0;
  /** How far the clock of `process` is ahead. */
  storedAheadMs = 0;
  /** Called before the store is read; throws what is answered instead. */
  onRead: (request: SinceRequest) => void = () => {};
  /** Called before a lease is renewed; throws what is answered instead. */
  onRenew: () => void = () => {};
  /** Carries out what is asked of the state store and of the store. */
  operate: Operate = (work) => work();
  readonly #events: LogEvent[] = [];
  #lease: { readonly owner: symbol; untilMs: number } | null = null;
  #stored = true;

  constructor() {
    this.clock.nowMs = START_MS;
  }

  /** What was told, as texts: `firing RULE`. */
  told(): string[] {
    return this.notices.map(({ status, alerts }) => `${status} ${alerts.map(({ rule }) => rule)}`);
  }

  /** Every alert that was told of, with its group and when it began and ended as it was told last; sorted. */
  starts(): string[] {
    const found = new Map<string, string>();
    for (
      const { rule, labels, startsAtMs, endsAtMs } of this.notices.flatMap(({ alerts }) => alerts)
    ) {
      const start = `${rule} ${JSON.stringify(labels)} ${startsAtMs - START_MS}`;
      found.set(start, `${start} ${endsAtMs === null ? "" : endsAtMs - START_MS}`);
    }
    return [...found.values()].sort();
  }

  /** All changes that are remembered, the oldest first. */
  async history(): Promise<KeptChange[]> {
    const asked = { rule: null, fromMs: null, toMs: null, limit: 10_000, cursor: null };
    return (await readHistory(this.state, asked)).changes.toReversed();
  }

  /** What the clock says. */
  get nowMs(): number {
    return this.clock.nowMs + this.skewMs;
  }

  /** Something happens and is stored at once. */
  log(given: Partial<LogEvent> = {}): void {
    const { nowMs } = this;
    this.#events.push(makeEvent(nowMs, { ingestedMs: nowMs, ...given }));
  }

  /** Whether `process` keeps up. */
  set isProcessing(isProcessing: boolean) {
    this.#stored = isProcessing;
  }

  /** Lets time pass, in steps in which all comes to rest, while `process` beats. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      await this.#beat();
      await this.clock.pass(Math.min(left, 250));
      for (let i = 0; i < 5; i++) await settle();
    }
  }

  /** Starts an `alert`. */
  start(): Running {
    const [stopping, dead] = [new AbortController(), new AbortController()];
    let left = Infinity;
    const onChange = () => {
      if (--left <= 0) dead.abort();
    };
    const ports = this.#toPorts(dead.signal, onChange);
    const ended = alert(ports, stopping.signal).catch((error) => {
      if (!stopping.signal.aborted) this.said.push(String(error));
    });
    return {
      async stop() {
        stopping.abort();
        await settle();
        await ended;
      },
      kill(changes = 0) {
        left = changes;
        if (left === 0) dead.abort();
      },
    };
  }

  async #beat(): Promise<void> {
    if (!this.#stored) return;
    const { nowMs } = this;
    const key = "heartbeat/process/a:1";
    const revision = (await this.state.read(key))?.revision ?? null;
    const self = { service: "process", instance: "a:1", hostname: "a", pid: 1, startedAt: 0 };
    await this.state.write(key, {
      ...self,
      at: nowMs,
      facts: { stored_to: nowMs + this.storedAheadMs },
    }, revision);
  }

  #toPorts(dead: AbortSignal, onChange: () => void): AlertPorts {
    const { clock } = this;
    const owner = Symbol();
    const policy: ReceiverPolicy = { ...COMMON_POLICY, name: "ops", gapMs: 0 };
    const send = async (notice: Notice) => {
      await unlessDead(dead);
      const ms = this.sendMs();
      if (ms > 0) await clock.wait(ms, dead);
      this.onSend(notice);
      this.notices.push(notice);
      await unlessDead(dead);
    };
    const notifier = { send, [Symbol.asyncDispose]: () => Promise.resolve() };
    let random = 0;
    return {
      store: this.#toStore(dead),
      state: toMortal(this.#toState(), dead, onChange),
      leases: {
        acquire: async (name, ttlMs) => {
          await unlessDead(dead);
          return this.#acquire(name, { ttlMs, owner, dead });
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      },
      readRules: () => Promise.resolve(toRuleSet(this.rules)),
      receivers: new Map([["ops", { policy, notifier }]]),
      heartbeat: {
        intervalMs: 60_000,
        beat: async () => {
          await unlessDead(dead);
          this.onBeat();
          this.beats.push(clock.nowMs);
        },
      },
      publicUrl: "http://logs.example.com",
      now: () => this.nowMs,
      random: (bytes) => {
        const name = crypto.getRandomValues(new Uint8Array(bytes));
        name[0] = random++;
        return name;
      },
      wait: async (ms, signal) => {
        await clock.wait(ms, signal);
        await unlessDead(dead);
      },
      listener: this.#toListener(),
    };
  }

  #toListener(): AlertListener {
    return {
      arrived() {},
      worked() {},
      shown: (view) => void (this.view = view),
      acts: (isActing) => void (this.acting += isActing ? 1 : -1),
      info() {},
      warn: (message) => void this.said.push(message),
      problem: (problem) => void (this.problem = problem),
      told() {},
    };
  }

  #acquire(
    name: string,
    { ttlMs, owner, dead }: { ttlMs: number; owner: symbol; dead: AbortSignal },
  ) {
    const { clock } = this;
    if (this.#lease !== null && this.#lease.untilMs > clock.nowMs) return null;
    const lease = { owner, untilMs: clock.nowMs + ttlMs };
    this.#lease = lease;
    return {
      name,
      token: clock.nowMs,
      renew: async () => {
        await unlessDead(dead);
        this.onRenew();
        lease.untilMs = clock.nowMs + ttlMs;
      },
      release: () => {
        if (this.#lease === lease) this.#lease = null;
        return Promise.resolve();
      },
    };
  }

  #toState(): StateStore {
    const { state } = this;
    return {
      read: (key) => this.operate(() => state.read(key), "read"),
      list: (request) => this.operate(() => state.list(request), "list"),
      write: (...change) => this.operate(() => state.write(...change), "write"),
      remove: (...change) => this.operate(() => state.remove(...change), "remove"),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  #toStore(dead: AbortSignal): AlertPorts["store"] {
    return {
      aggregate: (request) => {
        const kept = this.#events.map((event, arrival) => ({ event, arrival }));
        return this.operate(() => Promise.try(() => aggregateArray(kept, request)), "aggregate");
      },
      since: async (request) => {
        await unlessDead(dead);
        this.onRead(request);
        const found = await this.operate(() => Promise.try(() => this.#since(request)), "since");
        if (found.passed === 0) await this.clock.wait(request.waitMs, request.signal!);
        await unlessDead(dead);
        return found;
      },
      search: ({ filter: { query }, limit }) => {
        const events = this.#events.filter((event) => matches(query, event)).reverse();
        const total = { value: events.length, relation: "eq" } as const;
        const page = { events: events.slice(0, limit), nextCursor: null, total };
        return this.operate(() => Promise.resolve(page), "search");
      },
    };
  }

  #since({ after, limit, query }: SinceRequest): Arrived {
    const all = this.#events;
    const from = after === "end" ? all.length : after === "start" ? 0 : Number(after);
    const to = Math.min(from + limit, all.length);
    const events = all.slice(from, to).filter((event) => matches(query!, event));
    const cursor = String(to);
    const isEnd = to === all.length;
    return {
      events,
      matched: events.length,
      passed: to - from,
      cursor,
      isEnd,
      cursorAfter: () => cursor,
    };
  }
}

/** Does something, or does not; told which operation it is. */
export type Operate = <T>(work: () => Promise<T>, name: string) => Promise<T>;

/** An `alert` at work. */
export interface Running {
  /** Asks it to end. */
  stop(): Promise<void>;
  /**
   * From now on, or once it has changed so many documents, it does nothing any more, and nothing comes of what it
   * is about.
   */
  kill(changes?: number): void;
}

/** 2025-10-23T12:00:00Z. */
export const START_MS = Date.UTC(2025, 9, 23, 12);
