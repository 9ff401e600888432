import assert from "node:assert/strict";
import fc from "fast-check";
import { Dispatcher } from "./dispatcher.ts";
import { toFingerprint } from "./fingerprint.ts";
import { SHARD } from "./told_receiver.ts";
import { DispatchWorld, makeAlert, POLICY, STEPS } from "./testing_dispatch.ts";

Deno.test("Dispatcher tells each receiver in the end what fires and what is over, whatever fails meanwhile", () => {
  fc.assert(
    fc.property(STEPS, fc.boolean(), (steps, sendResolved) => {
      const world = new DispatchWorld({ ...POLICY, sendResolved });
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
  const world = new DispatchWorld(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.nowMs += POLICY.repeatMs - 1;
  assert.deepEqual(world.due(), []);
  world.nowMs += 1;
  assert.equal(world.due().length, 1);
});

Deno.test("Dispatcher waits for more alerts where it is told to, and between notices", () => {
  const world = new DispatchWorld({ ...POLICY, waitMs: 5000, gapMs: 20_000 });
  const expect = (afterMs: number, names: readonly string[]) => {
    world.nowMs += afterMs - 1;
    assert.deepEqual(world.make(), []);
    world.do({ kind: "restart" });
    world.nowMs += 1 - 1000;
    const made = world.make();
    assert.deepEqual(made.flatMap(({ alerts }) => alerts.map((alert) => alert.fingerprint)), names);
    for (const notice of made) world.dispatcher.taken(notice, world.nowMs);
  };
  world.do({ kind: "raise", alert: 0 });
  assert.deepEqual(world.make(), []);
  world.do({ kind: "raise", alert: 2 });
  expect(4000, ["0", "2"]);
  world.do({ kind: "clear", alert: 0 });
  world.do({ kind: "raise", alert: 4 });
  expect(18_000, ["4", "0", "2"]);
  world.nowMs -= 3_600_000; // The clock was ahead.
  world.do({ kind: "clear", alert: 4 });
  assert.equal(world.make().length, 1);
});

Deno.test("Dispatcher forgets a refusal once there is nothing left to tell", () => {
  const world = new DispatchWorld(POLICY);
  world.do({ kind: "raise", alert: 0 });
  const [notice] = world.make();
  world.fail(notice!, true);
  world.do({ kind: "mute", alert: 0 });
  assert.deepEqual(world.due(), []);
  assert.deepEqual(world.dispatcher.waiting(), []);
});

Deno.test("Dispatcher tells anew where the clock was ahead when it told last", () => {
  const world = new DispatchWorld(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.nowMs -= 3_600_000;
  assert.equal(world.due().length, 1);
});

Deno.test("Dispatcher keeps notices of a group apart also where all was over in between", () => {
  const world = new DispatchWorld({ ...POLICY, gapMs: 60_000 });
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.nowMs += 60_000;
  world.do({ kind: "clear", alert: 0 });
  world.settle();
  assert.deepEqual(world.due(), []);
  world.do({ kind: "raise", alert: 0 });
  assert.deepEqual(world.due(), []);
  assert.equal(world.dispatcher.tellings(world.firing.get("0")!)[0]!.state, "waiting");
  world.nowMs += 60_000;
  assert.equal(world.due().length, 1);
  world.settle();
  world.do({ kind: "clear", alert: 0 });
  world.settle();
  world.nowMs += 120_000;
  world.settle();
  assert.deepEqual(world.dispatcher.pack().receivers, [["ops", []]], "nothing is kept for ever");
});

Deno.test("Dispatcher tells the end of all that was told, however much ends while a receiver is away", () => {
  const world = new DispatchWorld({ ...POLICY, groupBy: ["alert"] });
  const alerts = Array.from({ length: 60 }, (_, i) => ({
    ...makeAlert(String(i), 0),
    labels: { alert: String(i), text: "x".repeat(1_000_000) },
  }));
  const end = (alert: (typeof alerts)[number]) =>
    world.dispatcher.clear({ ...alert, endsAtMs: world.nowMs });
  for (const alert of alerts.slice(0, 5)) world.dispatcher.raise(alert);
  const told = world.make();
  for (const notice of told) world.dispatcher.taken(notice, world.nowMs);
  for (const alert of alerts.slice(5)) world.dispatcher.raise(alert);
  for (const alert of alerts.toReversed()) end(alert);
  const ended = new Set<string>();
  for (let made = world.make(); made.length > 0; made = world.make()) {
    for (const notice of made) {
      for (const { fingerprint, status } of notice.alerts) {
        if (status === "resolved") ended.add(fingerprint);
      }
      world.dispatcher.taken(notice, world.nowMs);
    }
  }
  for (const { fingerprint } of alerts.slice(0, 5)) assert(ended.has(fingerprint), fingerprint);
  assert(ended.size < 40, "of what nobody knew so much as there is room for");
});

Deno.test("Dispatcher spares no group where there is not room for the notices of all", () => {
  const world = new DispatchWorld({ ...POLICY, groupBy: ["alert"], repeatMs: 1000 });
  const alerts = Array.from({ length: 50 }, (_, i) => ({
    ...makeAlert(String(i), 0),
    labels: { alert: String(i), text: "x".repeat(1_000_000) },
  }));
  for (const alert of alerts) world.dispatcher.raise(alert);
  const told = new Set<string>();
  for (let round = 0; round < 4; round++) {
    world.nowMs += 2000;
    for (const notice of world.make()) {
      told.add(notice.alerts[0]!.fingerprint);
      world.dispatcher.taken(notice, world.nowMs);
    }
  }
  assert.equal(told.size, alerts.length);
});

Deno.test("Dispatcher tells a receiver that makes groups of its own of all alerts, by shards", () => {
  const world = new DispatchWorld({ ...POLICY, groupBy: [SHARD], alertsMax: 20_000 });
  const count = 5000;
  for (let i = 0; i < count; i++) {
    const fingerprint = toFingerprint("r", [`${i}`]);
    world.dispatcher.raise({ ...makeAlert("0", 0), fingerprint });
  }
  const made = world.make();
  assert(made.length > 1 && made.length <= 64, `${made.length}`);
  const names = made.flatMap(({ alerts }) => alerts.map((alert) => alert.fingerprint));
  assert.equal(new Set(names).size, count);
  assert(made.every(({ alerts }) => alerts.length < 200));
  assert.equal(made.reduce((sum, { more }) => sum + more, 0), 0);
});

Deno.test("Dispatcher does not repeat what is muted", () => {
  const world = new DispatchWorld(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "mute", alert: 0 });
  world.nowMs += 2 * POLICY.repeatMs;
  assert.deepEqual(world.due(), []);
});

Deno.test("Dispatcher tells anew what was muted while it fired, at once", () => {
  const world = new DispatchWorld(POLICY);
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "mute", alert: 0 });
  assert.deepEqual(world.due(), []);
  world.do({ kind: "mute", alert: 0 });
  assert.equal(world.due().length, 1);
});

Deno.test("Dispatcher does not say that something is over where nobody wants to know", () => {
  const world = new DispatchWorld({ ...POLICY, sendResolved: false });
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "clear", alert: 0 });
  assert.deepEqual(world.due(), []);
});

Deno.test("Dispatcher says that something is over, muted or not, but not of what was muted all the time", () => {
  const world = new DispatchWorld(POLICY);
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

Deno.test("Dispatcher goes on to tell what is muted where that would be taken for its end", () => {
  const world = new DispatchWorld({ ...POLICY, keepsMuted: true });
  world.do({ kind: "raise", alert: 0 });
  world.settle();
  world.do({ kind: "mute", alert: 0 });
  world.do({ kind: "mute", alert: 2 });
  world.do({ kind: "raise", alert: 2 });
  world.nowMs += POLICY.repeatMs;
  const [draft, ...others] = world.due();
  assert.deepEqual(draft?.alerts.map(({ fingerprint }) => fingerprint), ["0"]);
  assert.deepEqual([draft?.isFiring, others], [true, []]);
});

Deno.test("Dispatcher tells what was refused in another notice, of what is true by then, and not too soon", () => {
  const world = new DispatchWorld(POLICY);
  world.do({ kind: "raise", alert: 0 });
  const [first] = world.make();
  world.fail(first!, true);
  assert.deepEqual(world.dispatcher.outstanding(), []);
  assert.deepEqual(world.dispatcher.receptions(), [
    { name: "ops", waiting: 1, failure: "no", sinceMs: 1000 },
  ]);
  world.do({ kind: "raise", alert: 2 });
  world.nowMs -= 1;
  assert.deepEqual(world.due(), []);
  world.nowMs += 1;
  const [second] = world.make();
  assert.notEqual(second!.id, first!.id);
  assert.deepEqual(second!.alerts.map(({ fingerprint }) => fingerprint), ["0", "2"]);
  assert.equal(world.dispatcher.outstanding()[0]!.tries, 1);
});

Deno.test("Dispatcher says who is told of an alert, and who is not", () => {
  const world = new DispatchWorld(POLICY);
  world.do({ kind: "raise", alert: 0 });
  const state = () => world.dispatcher.tellings(world.firing.get("0")!);
  const expect = (told: string) =>
    assert.deepEqual(state(), [
      { receiver: "ops", state: told },
      { receiver: "nobody", state: "unknown" },
    ]);
  expect("waiting");
  const [notice] = world.make();
  expect("waiting");
  world.fail(notice!, false);
  expect("failing");
  world.fail(notice!, true);
  expect("failing");
  world.nowMs += 1000;
  world.make();
  expect("failing");
  world.settle();
  expect("told");
  world.nowMs += POLICY.repeatMs;
  world.make();
  expect("told");
});

Deno.test("Dispatcher makes no more notices than there is room for until some are taken", () => {
  const policy = { ...POLICY, groupBy: ["alert"] };
  const world = new DispatchWorld(policy);
  const labels = { text: "x".repeat(1_000_000) };
  const alerts = Array.from({ length: 50 }, (_, i) => ({
    ...makeAlert(String(i), 0),
    labels: { ...labels, alert: String(i) },
  }));
  for (const alert of alerts) world.dispatcher.raise(alert);
  const first = world.make();
  assert(first.length > 20 && first.length < 40, `${first.length}`);
  assert.deepEqual(world.due(), []);
  for (const notice of first) world.dispatcher.taken(notice, world.nowMs);
  const all = [...first, ...world.make()].map((notice) => notice.alerts[0]!.fingerprint);
  assert.deepEqual(all.sort(), alerts.map(({ fingerprint }) => fingerprint).sort());
});

Deno.test("Dispatcher bounds what one notice names, the new ones and the ended first, and counts the others", () => {
  const world = new DispatchWorld({ ...POLICY, alertsMax: 3 });
  for (let alert = 0; alert < 8; alert += 2) world.do({ kind: "raise", alert });
  world.settle();
  world.do({ kind: "clear", alert: 2 });
  world.do({ kind: "raise", alert: 8 });
  const [draft] = world.due();
  assert.deepEqual(draft?.alerts.map(({ fingerprint }) => fingerprint), ["8", "2", "0"]);
  assert.equal(draft?.more, 2);
});

Deno.test("Dispatcher groups anew where the receiver is configured otherwise", () => {
  const world = new DispatchWorld(POLICY);
  for (const alert of [0, 1, 2]) world.do({ kind: "raise", alert });
  world.settle();
  const packed = JSON.parse(JSON.stringify(world.dispatcher.pack()));
  const other = new Dispatcher("q", [{ ...POLICY, groupBy: ["severity"] }]);
  other.unpack(packed, world.firing);
  assert.deepEqual(other.due(0, () => false).map(({ alerts }) => alerts.length), [3]);
});
