import assert from "node:assert/strict";
import fc from "fast-check";
import type { ActiveAlert } from "./active_alert.ts";
import { Dispatcher, type Draft, type ReceiverPolicy } from "./dispatcher.ts";
import type { Notice } from "./notice.ts";

Deno.test("Dispatcher tells each receiver in the end what fires and what is over, whatever fails meanwhile", () => {
  fc.assert(
    fc.property(STEPS, fc.boolean(), (steps, sendResolved) => {
      const world = new World({ ...POLICY, sendResolved });
      for (const step of steps) world.do(step);
      world.settle();
      const { firing, receiver } = world;
      if (sendResolved) assert.deepEqual(receiver.firing(), [...firing.keys()].sort());
      for (const name of firing.keys()) assert(receiver.firing().includes(name));
      assert.deepEqual(world.untold(), []);
      assert.equal(
        new Set(receiver.ids).size,
        receiver.ids.length,
        "no id comes for another notice",
      );
      assert.deepEqual(world.due(), [], "nothing is left to be told");
    }),
    { numRuns: 1000 },
  );
});

Deno.test("Dispatcher tells anew what still fires, and no sooner", () => {
  const world = new World(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.nowMs += POLICY.repeatMs - 1;
  assert.deepEqual(world.due(), []);
  world.nowMs += 1;
  assert.equal(world.due().length, 1);
});

Deno.test("Dispatcher does not repeat what is muted", () => {
  const world = new World(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "mute", alert: 0 });
  world.nowMs += 2 * POLICY.repeatMs;
  assert.deepEqual(world.due(), []);
});

Deno.test("Dispatcher tells anew what was muted while it fired, at once", () => {
  const world = new World(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "mute", alert: 0 });
  assert.deepEqual(world.due(), []);
  world.do({ kind: "mute", alert: 0 });
  assert.equal(world.due().length, 1);
});

Deno.test("Dispatcher does not say that something is over where nobody wants to know", () => {
  const world = new World({ ...POLICY, sendResolved: false });
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "clear", alert: 0 });
  assert.deepEqual(world.due(), []);
});

Deno.test("Dispatcher says that something is over, muted or not, but not of what was muted all the time", () => {
  const world = new World(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "mute", alert: 0 });
  world.do({ kind: "mute", alert: 2 });
  world.do({ kind: "raise", alert: 2 });
  world.do({ kind: "clear", alert: 0 });
  world.do({ kind: "clear", alert: 2 });
  const [draft, ...others] = world.due();
  assert.deepEqual(draft?.alerts.map(({ fingerprint }) => fingerprint), ["0"]);
  assert.deepEqual([draft?.isFiring, others], [false, []]);
});

Deno.test("Dispatcher bounds what one notice names, the new ones and the ended first, and counts the others", () => {
  const world = new World({ ...POLICY, alertsMax: 3 });
  for (let alert = 0; alert < 8; alert += 2) world.do({ kind: "raise", alert });
  world.settle();
  world.do({ kind: "clear", alert: 2 });
  world.do({ kind: "raise", alert: 8 });
  const [draft] = world.due();
  assert.deepEqual(draft?.alerts.map(({ fingerprint }) => fingerprint), ["8", "2", "0"]);
  assert.equal(draft?.more, 2);
});

Deno.test("Dispatcher groups anew where the receiver is configured otherwise", () => {
  const world = new World(POLICY);
  for (const alert of [0, 1, 2]) world.do({ kind: "raise", alert });
  world.settle();
  const packed = JSON.parse(JSON.stringify(world.dispatcher.pack()));
  const other = new Dispatcher("q");
  other.setReceivers([{ ...POLICY, groupBy: ["severity"] }]);
  other.unpack(packed);
  assert.deepEqual(other.due(0, () => false).map(({ alerts }) => alerts.length), [3]);
});

/** A receiver, what is true, and what is done. */
class World {
  dispatcher = new Dispatcher("p");
  readonly receiver = new Receiver();
  readonly firing = new Map<string, ActiveAlert>();
  nowMs = 0;
  readonly #policy: ReceiverPolicy;
  readonly #muted = new Set<string>();
  /** Beginnings of what was never muted before it was told. */
  #toBeTold: string[] = [];

  constructor(policy: ReceiverPolicy) {
    this.#policy = policy;
    this.dispatcher.setReceivers([policy]);
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
        this.#make();
        return this.#tell(step.isTaken);
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
    for (let i = 0; i < 2; i++) {
      this.#make();
      this.#tell(true);
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

  #make(): void {
    for (const { id, receiver, group, alerts, more, isFiring } of this.due()) {
      const status = isFiring ? "firing" : "resolved";
      const shown = alerts.map((alert) => ({
        ...alert,
        status: alert.endsAtMs === null ? "firing" as const : "resolved" as const,
        link: null,
        samples: [],
      }));
      const atMs = this.nowMs;
      this.dispatcher.hold({ id, receiver, group, status, atMs, alerts: shown, more });
    }
  }

  #tell(isTaken: boolean): void {
    for (const { notice } of this.dispatcher.outstanding()) {
      if (isTaken) this.receiver.take(notice);
      if (isTaken) this.dispatcher.taken(notice, this.nowMs);
      else this.dispatcher.failed(notice, { reason: "away", nextMs: this.nowMs + 1 });
    }
  }

  #restart(): void {
    const packed = JSON.parse(JSON.stringify(this.dispatcher.pack()));
    this.dispatcher = new Dispatcher("p");
    this.dispatcher.setReceivers([this.#policy]);
    this.dispatcher.unpack(packed);
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

/** Those of even numbers are one rule's, the others another's. */
function makeAlert(fingerprint: string, startsAtMs: number): ActiveAlert {
  return {
    fingerprint,
    rule: `rule ${Number(fingerprint) % 2}`,
    severity: "warning",
    receivers: ["ops", "nobody"],
    labels: {},
    annotations: {},
    query: "*",
    windowStartMs: startsAtMs - 1000,
    startsAtMs,
    endsAtMs: null,
    value: 1,
  };
}

const POLICY: ReceiverPolicy = {
  name: "ops",
  groupBy: ["rule"],
  repeatMs: 1e9,
  sendResolved: true,
  alertsMax: 50,
};

type Step =
  | { readonly kind: "raise" | "clear" | "mute"; readonly alert: number }
  | { readonly kind: "tell"; readonly isTaken: boolean }
  | { readonly kind: "restart" };

const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("raise" as const, "raise" as const, "clear" as const, "mute" as const),
      alert: fc.nat(4),
    }),
    fc.record({ kind: fc.constant("tell" as const), isTaken: fc.boolean() }),
    fc.constant({ kind: "restart" as const }),
  ),
  { maxLength: 40, size: "max" },
);
