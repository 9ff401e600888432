import fc from "fast-check";
import type { ActiveAlert } from "./active_alert.ts";
import { Dispatcher, type Draft } from "./dispatcher.ts";
import type { Notice } from "./notice.ts";
import type { ReceiverPolicy } from "./told_receiver.ts";

/** For tests: a receiver, what is true, and what is done. */
export class DispatchWorld {
  dispatcher: Dispatcher;
  readonly receiver = new Receiver();
  readonly firing = new Map<string, ActiveAlert>();
  nowMs = 0;
  readonly #policy: ReceiverPolicy;
  readonly #muted = new Set<string>();
  /** Beginnings of what was never muted before it was told. */
  #toBeTold: string[] = [];

  constructor(policy: ReceiverPolicy) {
    this.#policy = policy;
    this.dispatcher = new Dispatcher("p", [policy]);
  }

  do(step: Step): void {
    this.nowMs += 1000;
    switch (step.kind) {
      case "raise":
        return this.#raise(String(step.alert));
      case "clear":
        return this.#clear(String(step.alert));
      case "mute":
        return this.#mute(String(step.alert));
      case "tell":
        this.make();
        return this.#tell(step.outcome);
      case "restart":
        return this.#restart();
    }
  }

  due(): Draft[] {
    return this.dispatcher.due(this.nowMs, ({ fingerprint }) => this.#muted.has(fingerprint));
  }

  /** Until all is told. */
  settle(): void {
    this.#muted.clear();
    this.nowMs += 1000;
    for (let i = 0; i < 2; i++) {
      this.make();
      this.#tell("taken");
    }
  }

  untold(): string[] {
    return this.#toBeTold.filter((start) => !this.receiver.starts.has(start));
  }

  #raise(name: string): void {
    if (this.firing.has(name)) return;
    const alert = makeAlert(name, this.nowMs);
    this.firing.set(name, alert);
    if (!this.#muted.has(name)) this.#toBeTold.push(toStart(alert));
    this.dispatcher.raise(alert);
  }

  #clear(name: string): void {
    const alert = this.firing.get(name);
    if (alert === undefined) return;
    this.firing.delete(name);
    this.dispatcher.clear({ ...alert, endsAtMs: this.nowMs });
  }

  #mute(name: string): void {
    if (this.#muted.delete(name)) return;
    this.#muted.add(name);
    this.#toBeTold = this.#toBeTold.filter((start) => !start.startsWith(`${name} `));
  }

  make(): Notice[] {
    const made: Notice[] = [];
    for (const { id, receiver, group, alerts, more, isFiring } of this.due()) {
      const status = isFiring ? "firing" : "resolved";
      const shown = alerts.map((alert) => ({
        ...alert,
        status: alert.endsAtMs === null ? "firing" as const : "resolved" as const,
        link: null,
        samples: [],
      }));
      const atMs = this.nowMs;
      made.push({ id, receiver, group, status, atMs, alerts: shown, more });
    }
    for (const notice of made) this.dispatcher.hold(notice);
    return made;
  }

  #tell(outcome: Outcome): void {
    for (const { notice } of this.dispatcher.outstanding()) {
      if (outcome === "taken") this.receiver.take(notice);
      if (outcome === "taken") this.dispatcher.taken(notice, this.nowMs);
      else this.fail(notice, outcome === "refused");
    }
  }

  fail(notice: Notice, isLasting: boolean): void {
    const nextMs = this.nowMs + 1000;
    const failure = { reason: "no", atMs: this.nowMs, nextMs };
    if (isLasting) this.dispatcher.refused(notice, failure);
    else this.dispatcher.failed(notice, failure);
  }

  #restart(): void {
    const packed = JSON.parse(JSON.stringify(this.dispatcher.pack()));
    this.dispatcher = new Dispatcher("p", [this.#policy]);
    this.dispatcher.unpack(packed, this.firing);
  }
}

/** Knows what it was told. */
class Receiver {
  readonly ids: string[] = [];
  /** Of all alerts it was ever told of. */
  readonly starts = new Set<string>();
  readonly #firing = new Set<string>();

  take({ id, alerts }: Notice): void {
    this.ids.push(id);
    // One that is over may fire again by now.
    for (const { fingerprint, status } of alerts) {
      if (status === "resolved") this.#firing.delete(fingerprint);
    }
    for (const alert of alerts) {
      this.starts.add(toStart(alert));
      if (alert.status === "firing") this.#firing.add(alert.fingerprint);
    }
  }

  firing(): string[] {
    return [...this.#firing].sort();
  }
}

function toStart(alert: Pick<ActiveAlert, "fingerprint" | "startsAtMs">): string {
  return `${alert.fingerprint} ${alert.startsAtMs}`;
}

/** For tests: alerts of even numbers are one rule's, the others another's. */
export function makeAlert(fingerprint: string, startsAtMs: number): ActiveAlert {
  return {
    fingerprint,
    rule: `rule ${Number(fingerprint) % 2}`,
    severity: "warning",
    receivers: ["ops", "nobody"],
    labels: {},
    annotations: {},
    query: "*",
    isOfMany: true,
    windowStartMs: startsAtMs - 1000,
    startsAtMs,
    endsAtMs: null,
    value: 1,
  };
}

/** For tests: of one receiver. */
export const POLICY: ReceiverPolicy = {
  name: "ops",
  groupBy: ["rule"],
  waitMs: 0,
  gapMs: 0,
  repeatMs: 1e9,
  sendResolved: true,
  alertsMax: 50,
  keepsMuted: false,
};

/** Of a try. */
type Outcome = "taken" | "away" | "refused";

/** For tests: what is done. */
export type Step =
  | { readonly kind: "raise" | "clear" | "mute"; readonly alert: number }
  | { readonly kind: "tell"; readonly outcome: Outcome }
  | { readonly kind: "restart" };

/** For tests: some of it. */
export const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("raise" as const, "raise" as const, "clear" as const, "mute" as const),
      alert: fc.nat(4),
    }),
    fc.record({
      kind: fc.constant("tell" as const),
      outcome: fc.constantFrom("taken" as const, "away" as const, "refused" as const),
    }),
    fc.constant({ kind: "restart" as const }),
  ),
  { maxLength: 40, size: "max" },
);
