import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readCheckpoint } from "./read_checkpoint.ts";
import { type Interrupt, InterruptedFileSystem } from "./test_interrupts.ts";
import { TestWorld } from "./test_world.ts";

/** A log file with its rotations, and which lines must arrive. */
export class LogModel implements Disposable {
  readonly #interrupted = new InterruptedFileSystem();
  /** The folder, the tailer, and what arrived. */
  readonly world = new TestWorld({ joinMs: 250, files: this.#interrupted.files });
  /** Lines by file name, oldest first; the last of app.log may be unfinished. */
  readonly files = new Map<string, string[]>();
  /** Lines of removed files that are still open in the tailer. */
  open: string[] = [];
  /** Lines that may be missing: nobody could have read them. */
  readonly excused = new Set<string>();
  /** Every line, in order. */
  readonly written: string[] = [];
  /** Lines of which the reader knows for sure, as long as it has not forgotten by ending. */
  readonly seen = new Set<string>();
  /** In how many rounds each file was looked at; after two (a rotated one must settle) it is open for sure. */
  readonly looks = new Map<string, number>();
  /** Whether the last line of app.log has no end yet. */
  unfinished = false;
  /** Whether something happened in the middle of a look. */
  isInterrupted = false;
  /** Whether the writer may still have app.log.1 open. */
  late = false;

  /** Finishes an unfinished line and adds some. */
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

  /** The writer still has the file open that was renamed last. */
  appendLate(count: number): void {
    const texts = this.late ? this.files.get("app.log.1") : undefined;
    if (texts === undefined) return;
    const added = Array.from({ length: count }, () => this.next("late"));
    texts.push(...added);
    this.world.write("app.log.1", added.map((line) => `${line}\n`).join(""));
  }

  /** Adds a line without its end. */
  appendPart(): void {
    if (this.unfinished) return;
    const line = this.next("");
    this.lines("app.log").push(line);
    this.world.write("app.log", line);
    this.unfinished = true;
  }

  /** app.log becomes app.log.1. */
  rename(): void {
    if (!this.files.has("app.log")) return;
    this.shift();
    this.world.rename("app.log", "app.log.1");
    this.files.set("app.log.1", this.files.get("app.log")!);
    this.files.delete("app.log");
    this.moveLooks("app.log", "app.log.1");
    this.late = !this.unfinished;
    this.unfinished = false;
  }

  /** app.log is copied to app.log.1 and goes on empty, with no look in between. */
  copytruncate(): void {
    if (!this.files.has("app.log")) return;
    this.shift();
    this.world.copy("app.log", "app.log.1");
    this.files.set("app.log.1", this.files.get("app.log")!);
    this.restart();
  }

  /** The reader looks at an unfinished copy, and at a finished one while the original is still there. */
  async copytruncateSlowly([first = 0, second = 0]: readonly number[]): Promise<void> {
    if (!this.files.has("app.log")) return;
    this.shift();
    const bytes = Deno.readFileSync(this.world.path("app.log"));
    const half = bytes.length >> 1;
    this.world.write("app.log.1", bytes.subarray(0, half), {});
    await this.step(first);
    this.world.write("app.log.1", bytes.subarray(half));
    await this.step(second);
    this.files.set("app.log.1", this.files.get("app.log")!);
    this.restart();
  }

  /** The file goes on empty; who has what was in it is said elsewhere. */
  private restart(): void {
    this.world.truncate("app.log");
    this.files.set("app.log", []);
    this.looks.delete("app.log");
    this.late = false;
    this.unfinished = false;
  }

  /** app.log goes on empty; nobody has what was in it. */
  truncate(): void {
    if (!this.files.has("app.log")) return;
    this.excuse(this.files.get("app.log")!);
    this.restart();
  }

  /** The file is removed; what was not looked at twice may be lost. */
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

  /** app.log.2 becomes app.log.2.gz. */
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

  /** Time passes, and the reader looks, perhaps interrupted. */
  async step(ms: number, interruptions: readonly Interrupt[] = []): Promise<void> {
    this.#interrupted.arm(interruptions);
    if (interruptions.length > 0) this.isInterrupted = true;
    await this.world.step(ms);
    this.#interrupted.arm([]);
    if (ms >= 1000 && interruptions.length === 0) this.see();
  }

  /** What a step after a second, in which every path is looked at, leaves open. */
  see(): void {
    for (const name of this.files.keys()) {
      if (!name.endsWith(".gz")) this.looks.set(name, (this.looks.get(name) ?? 0) + 1);
      if ((this.looks.get(name) ?? 0) < 2) continue;
      for (const line of this.files.get(name)!) this.seen.add(line);
    }
  }

  /** The reader ends in good order. */
  stop(): void {
    this.world.stop();
    this.end();
  }

  /** Nothing is open any more. */
  end(): void {
    this.seen.clear();
    this.looks.clear();
    this.excuse(this.open);
    this.open = [];
  }

  /** The reader dies, after a part of a last step. */
  async kill(after: "publish" | "commit" | "prepare" | "nothing"): Promise<void> {
    if (after === "publish") await this.world.step();
    if (after === "commit") await this.world.step(1000, { publish: false });
    if (after === "prepare") await this.world.tailer.prepare(this.world.nowMs += 1000);
    this.world.kill();
    this.end();
  }

  /** Throws where a line arrived twice, or not although it had to, or was never written. */
  check(): void {
    const { world, written, excused } = this;
    const counts = new Map<string, number>();
    for (const text of world.texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const line of written) {
      const count = counts.get(line) ?? 0;
      if (count === 1 || (count === 0 && excused.has(line))) continue;
      assert.fail(`line "${line}" arrived ${count} times`);
    }
    this.checkLost(written.filter((line) => !counts.has(line)));
    const known = new Set(written);
    for (const text of world.texts) {
      const part = [...excused].some((line) => line.startsWith(text));
      assert.ok(known.has(text) || part, `"${text}" was never written`);
    }
  }

  /** What is known to be lost is counted, and nothing else is where nothing happened in the middle of a look. */
  private checkLost(missing: readonly string[]): void {
    this.world.stop();
    const { files, pruned } = readCheckpoint(this.world.checkpointPath);
    const lost = files.reduce((sum, file) => sum + file.lost, pruned.lost);
    const bytes = missing.filter((line) => this.seen.has(line)).reduce(
      (sum, line) => sum + line.length,
      0,
    );
    assert.ok(lost >= bytes, `${bytes} bytes vanished, ${lost} are counted`);
    const isExact = !this.isInterrupted && missing.length === 0;
    assert.ok(lost === 0 || !isExact, `nothing is missing, ${lost} bytes are counted`);
  }

  /** Removes the folder. */
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
