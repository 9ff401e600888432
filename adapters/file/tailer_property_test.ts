import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { TestWorld } from "./test_world.ts";

/** What may happen to a log file and its reader. */
type Action =
  | { readonly kind: "append"; readonly lines: number; readonly padding: number }
  | { readonly kind: "append a part of a line" }
  | { readonly kind: "rename" }
  | { readonly kind: "copytruncate" }
  | { readonly kind: "truncate" }
  | { readonly kind: "remove" }
  | { readonly kind: "compress" }
  | { readonly kind: "step"; readonly ms: number }
  | { readonly kind: "stop" }
  | { readonly kind: "kill"; readonly after: "publish" | "commit" | "prepare" | "nothing" };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        kind: fc.constant("append" as const),
        lines: fc.integer({ min: 1, max: 30 }),
        padding: fc.nat(90),
      },
    ),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "append a part of a line" as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("step" as const),
      ms: fc.constantFrom(100, 300, 1000, 6000),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "rename" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "copytruncate" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "truncate" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "remove" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "compress" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "stop" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("kill" as const),
      after: fc.constantFrom(
        "publish" as const,
        "commit" as const,
        "prepare" as const,
        "nothing" as const,
      ),
    }),
  },
);

/** A log file with its rotations, and which lines must arrive. */
class Model implements Disposable {
  readonly world = new TestWorld({ joinMs: 250 });
  /** Lines by file name, oldest first; the last of app.log may be unfinished. */
  readonly files = new Map<string, string[]>();
  /** Lines of removed files that are still open in the tailer. */
  open: string[] = [];
  /** Lines that may be missing: nobody could have read them. */
  readonly excused = new Set<string>();
  readonly written: string[] = [];
  /** In how many rounds each file was looked at; after two (a rotated one must settle) it is open for sure. */
  readonly looks = new Map<string, number>();
  unfinished = false;

  append(lines: number, padding: number): void {
    const texts = this.lines("app.log");
    let written = "";
    if (this.unfinished) written += "!\n";
    if (this.unfinished) texts.push(this.rewrite(texts.pop()!, "!"));
    this.unfinished = false;
    for (let i = 0; i < lines; i++) {
      const line = this.next("x".repeat(padding));
      texts.push(line);
      written += `${line}\n`;
    }
    this.world.write("app.log", written);
  }

  appendPart(): void {
    if (this.unfinished) return;
    const line = this.next("");
    this.lines("app.log").push(line);
    this.world.write("app.log", line);
    this.unfinished = true;
  }

  rename(): void {
    if (!this.files.has("app.log")) return;
    this.shift();
    this.world.rename("app.log", "app.log.1");
    this.files.set("app.log.1", this.files.get("app.log")!);
    this.files.delete("app.log");
    this.moveLooks("app.log", "app.log.1");
    this.unfinished = false;
  }

  copytruncate(): void {
    if (!this.files.has("app.log")) return;
    this.shift();
    this.world.copy("app.log", "app.log.1");
    this.world.truncate("app.log");
    this.files.set("app.log.1", this.files.get("app.log")!);
    this.files.set("app.log", []);
    this.looks.delete("app.log");
    this.unfinished = false;
  }

  truncate(): void {
    if (!this.files.has("app.log")) return;
    this.excuse(this.files.get("app.log")!);
    this.files.set("app.log", []);
    this.looks.delete("app.log");
    this.world.truncate("app.log");
    this.unfinished = false;
  }

  remove(name = "app.log"): void {
    const lines = this.files.get(name);
    if (lines === undefined) return;
    if ((this.looks.get(name) ?? 0) >= 2) this.open.push(...lines);
    else this.excuse(lines);
    this.looks.delete(name);
    this.files.delete(name);
    Deno.removeSync(this.world.path(name));
    if (name === "app.log") this.unfinished = false;
  }

  compress(): void {
    const lines = this.files.get("app.log.2");
    if (lines === undefined || this.files.has("app.log.2.gz")) return;
    const content = Deno.readFileSync(this.world.path("app.log.2"));
    this.world.write("app.log.2.gz", gzipSync(content), {});
    Deno.removeSync(this.world.path("app.log.2"));
    this.files.delete("app.log.2");
    this.files.set("app.log.2.gz", lines);
    this.looks.delete("app.log.2");
  }

  async step(ms: number): Promise<void> {
    await this.world.step(ms);
    if (ms >= 1000) this.see();
  }

  /** What a step after a second, in which every path is looked at, leaves open. */
  see(): void {
    for (const name of this.files.keys()) {
      if (!name.endsWith(".gz")) this.looks.set(name, (this.looks.get(name) ?? 0) + 1);
    }
  }

  /** Nothing is open any more. */
  end(): void {
    this.looks.clear();
    this.excuse(this.open);
    this.open = [];
  }

  async kill(after: "publish" | "commit" | "prepare" | "nothing"): Promise<void> {
    if (after === "publish") await this.world.step();
    if (after === "commit") await this.world.step(1000, { publish: false });
    if (after === "prepare") await this.world.tailer.prepare(this.world.nowMs += 1000);
    this.world.kill();
    this.end();
  }

  [Symbol.dispose](): void {
    this.world[Symbol.dispose]();
  }

  /** app.log.1 becomes app.log.2, and so on; the oldest of four goes. */
  private shift(): void {
    this.remove("app.log.3");
    this.remove("app.log.3.gz");
    for (const n of [2, 1]) {
      for (const end of ["", ".gz"]) {
        const [from, to] = [`app.log.${n}${end}`, `app.log.${n + 1}${end}`];
        const lines = this.files.get(from);
        if (lines === undefined) continue;
        this.world.rename(from, to);
        this.files.set(to, lines);
        this.files.delete(from);
        this.moveLooks(from, to);
      }
    }
  }

  private moveLooks(from: string, to: string): void {
    const looks = this.looks.get(from);
    this.looks.delete(from);
    if (looks === undefined) this.looks.delete(to);
    else this.looks.set(to, looks);
  }

  private excuse(lines: readonly string[]): void {
    for (const line of lines) this.excused.add(line);
  }

  private lines(name: string): string[] {
    const lines = this.files.get(name);
    if (lines !== undefined) return lines;
    this.files.set(name, []);
    return this.files.get(name)!;
  }

  private next(padding: string): string {
    const line = `${this.written.length}:${padding}`;
    this.written.push(line);
    return line;
  }

  private rewrite(line: string, more: string): string {
    const index = this.written.lastIndexOf(line);
    this.written[index] = line + more;
    return line + more;
  }
}

async function run(model: Model, actions: readonly Action[]): Promise<void> {
  for (const action of actions) {
    if (action.kind === "append") model.append(action.lines, action.padding);
    if (action.kind === "append a part of a line") model.appendPart();
    if (action.kind === "rename") model.rename();
    if (action.kind === "copytruncate") model.copytruncate();
    if (action.kind === "truncate") model.truncate();
    if (action.kind === "remove") model.remove();
    if (action.kind === "compress") model.compress();
    if (action.kind === "step") await model.step(action.ms);
    if (action.kind === "stop") {
      model.world.stop();
      model.end();
    }
    if (action.kind === "kill") await model.kill(action.after);
  }
  await model.world.settle(1000, 75);
}

function check({ world, written, excused }: Model): void {
  const counts = new Map<string, number>();
  for (const text of world.texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const line of written) {
    const count = counts.get(line) ?? 0;
    if (count === 1 || (count === 0 && excused.has(line))) continue;
    assert.fail(`line "${line}" arrived ${count} times`);
  }
  const known = new Set(written);
  for (const text of world.texts) {
    const part = [...excused].some((line) => line.startsWith(text));
    assert.ok(known.has(text) || part, `"${text}" was never written`);
  }
}

Deno.test("Tailer ships every line once, whatever happens to the file and to itself", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 30, size: "max" }), async (actions) => {
      using model = new Model();
      await run(model, actions);
      check(model);
    }),
    { numRuns: Number(Deno.env.get("RUNS") ?? 60), ...seed() },
  );
});

function seed(): { seed?: number } {
  const text = Deno.env.get("SEED");
  return text === undefined ? {} : { seed: Number(text) };
}
