import assert from "node:assert/strict";
import type { Child, Exit } from "./child.ts";
import { supervise, type SuperviseOptions } from "./supervise.ts";

Deno.test("supervise starts again what dies, with growing, bounded pauses", async () => {
  const world = new World(["ship"]);
  const pauses: number[] = [];
  const running = world.run({ onRestart: ({ pauseMs }) => pauses.push(pauseMs) });
  for (let i = 0; i < 8; i++) await world.die("ship", 1);
  world.stop.abort();
  await running;
  assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  assert.equal(world.starts("ship"), 9);
});

Deno.test("supervise begins with a short pause again after a healthy time", async () => {
  const world = new World(["ship"]);
  const pauses: number[] = [];
  const running = world.run({ onRestart: ({ pauseMs }) => pauses.push(pauseMs) });
  await world.die("ship", 1);
  await world.die("ship", 1);
  world.nowMs += 30_000;
  await world.die("ship", 1);
  world.stop.abort();
  await running;
  assert.deepEqual(pauses, [250, 500, 250]);
});

Deno.test("supervise starts at once what was meant to end, and counts no death", async () => {
  const world = new World(["ship"]);
  const told: [pauseMs: number, count: number][] = [];
  let meant = 0;
  const running = world.run({
    onRestart: ({ pauseMs, count }) => told.push([pauseMs, count]),
    isMeant: () => meant-- > 0,
  });
  await world.die("ship", 1);
  meant = 3;
  for (const code of [0, 0, 2]) await world.die("ship", code);
  assert.equal(world.starts("ship"), 5);
  await world.die("ship", 1);
  world.stop.abort();
  await running;
  assert.deepEqual(told, [[250, 1], [250, 2]]);
});

Deno.test("supervise ends one after the other, in order", async () => {
  const world = new World(["ship", "process", "api"]);
  const running = world.run();
  await world.settle();
  world.stop.abort();
  await running;
  assert.deepEqual(world.told.filter((line) => !line.startsWith("start")), [
    "stop ship",
    "end ship",
    "stop process",
    "end process",
    "stop api",
    "end api",
  ]);
});

Deno.test("supervise kills what has not ended in time", async () => {
  const world = new World(["ship", "process"]);
  world.deaf.add("ship");
  const running = world.run();
  await world.settle();
  world.stop.abort();
  await world.settle();
  world.passTime();
  await running;
  assert.ok(world.told.includes("kill ship"));
  assert.ok(world.told.includes("end process"));
});

Deno.test("supervise kills all at once when told so", async () => {
  const world = new World(["ship", "process"]);
  for (const name of ["ship", "process"]) world.deaf.add(name);
  const running = world.run();
  await world.settle();
  world.stop.abort();
  await world.settle();
  world.kill.abort();
  await running;
  assert.deepEqual(world.told.filter((line) => line.startsWith("kill")), [
    "kill ship",
    "kill process",
  ]);
});

Deno.test("supervise ends all and rejects when one cannot work as configured", async () => {
  const world = new World(["ship", "process"]);
  const running = assert.rejects(world.run(), /Cannot go on without process/);
  await world.die("process", 2);
  await running;
  assert.ok(world.told.includes("end ship"));
  assert.equal(world.starts("process"), 1);
});

Deno.test("supervise tells of no restart where a Ctrl-C reached a starting process before itself", async () => {
  const world = new World(["ship"]);
  const told: number[] = [];
  const running = world.run({
    onRestart: ({ pauseMs }) => told.push(pauseMs),
    wait: () =>
      new Promise((resolve) => world.stop.signal.addEventListener("abort", () => resolve())),
  });
  await world.die("ship", 130, "SIGINT");
  world.stop.abort();
  await running;
  assert.deepEqual(told, []);
});

Deno.test("supervise tells of a SIGINT that only one process got", async () => {
  const world = new World(["ship"]);
  const told: number[] = [];
  const running = world.run({ onRestart: ({ pauseMs }) => told.push(pauseMs) });
  await world.die("ship", 130, "SIGINT");
  world.stop.abort();
  await running;
  assert.deepEqual(told, [250]);
});

/** Processes, time and signals under a test's control. */
class World {
  readonly told: string[] = [];
  readonly stop = new AbortController();
  readonly kill = new AbortController();
  /** Those that do not end when asked. */
  readonly deaf = new Set<string>();
  nowMs = 0;
  readonly #names: readonly string[];
  readonly #children = new Map<string, (exit: Exit) => void>();
  #passTime = () => {};

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  run(
    options: Partial<Pick<SuperviseOptions, "onRestart" | "isMeant" | "wait">> = {},
  ): Promise<void> {
    const services = this.#names.map((name) => ({ name, start: () => this.#start(name) }));
    return supervise(services, {
      stop: this.stop.signal,
      kill: this.kill.signal,
      now: () => this.nowMs,
      onRestart: options.onRestart ?? (() => {}),
      isMeant: options.isMeant ?? (() => false),
      stopMsMax: 77,
      wait: options.wait ??
        ((ms) =>
          ms === 77 ? new Promise<void>((resolve) => this.#passTime = resolve) : Promise.resolve()),
    });
  }

  passTime(): void {
    this.#passTime();
  }

  starts(name: string): number {
    return this.told.filter((line) => line === `start ${name}`).length;
  }

  async die(name: string, code: number, signal: string | null = null): Promise<void> {
    await this.settle();
    this.#children.get(name)!({ code, signal });
    await this.settle();
  }

  /** Lets everything happen that can. */
  settle(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 0));
  }

  #start(name: string): Child {
    this.told.push(`start ${name}`);
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.#children.set(name, resolve);
    let ended = false;
    promise.then(() => ended = true);
    return {
      pid: 1,
      exited: promise,
      stop: () => {
        this.told.push(`stop ${name}`);
        if (this.deaf.has(name)) return;
        this.told.push(`end ${name}`);
        resolve({ code: 0, signal: null });
      },
      kill: () => {
        if (!ended) this.told.push(`kill ${name}`);
        resolve({ code: 137, signal: "SIGKILL" });
      },
    };
  }
}
