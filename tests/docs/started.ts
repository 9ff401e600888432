import assert from "node:assert/strict";
import { eventually } from "../e2e/eventually.ts";

/** What a shell runs, in a process group of its own. */
export class Started {
  /** All that it printed so far. */
  printed = "";
  /** What the shell was given. */
  readonly command: string;
  readonly #child: Deno.ChildProcess;
  readonly #status: Promise<Deno.CommandStatus>;

  constructor(command: string, child: Deno.ChildProcess) {
    this.command = command;
    this.#child = child;
    const read = [this.#collect(child.stdout), this.#collect(child.stderr)];
    this.#status = Promise.all(read).then(() => child.status);
  }

  /** Its exit code; what does not end by itself is killed, and fails. */
  async ended(): Promise<number> {
    try {
      return (await eventually(this.command, () => this.#statusNow(), WAIT_MS)).code;
    } catch (cause) {
      this.kill();
      await this.#status;
      throw new Error(`It did not end by itself, having printed:\n${this.printed}`, { cause });
    }
  }

  /** Resolves once it has printed a text. */
  async printedText(text: string): Promise<void> {
    const look = async () =>
      this.printed.includes(text) || (await this.#statusNow() === null ? null : false);
    const found = await eventually(`"${text}" of ${this.command}`, look, WAIT_MS)
      .catch((cause) => Promise.reject(new Error(`It printed:\n${this.printed}`, { cause })));
    assert.ok(found, `${this.command} ended:\n${this.printed}`);
  }

  /** As Ctrl-C does it. */
  async end(): Promise<void> {
    this.#child.kill("SIGINT");
    const { code, signal } = await this.#status;
    const isWell = code === 0 || signal === "SIGINT"; // The latter is how curl ends.
    assert.ok(isWell, `${this.command} ended with ${code}:\n${this.printed}`);
  }

  /** With all that it started. */
  kill(): void {
    try {
      Deno.kill(-this.#child.pid, "SIGKILL");
    } catch { /* it ended already */ }
  }

  async #statusNow(): Promise<Deno.CommandStatus | null> {
    return await Promise.race([this.#status, Promise.resolve(null)]);
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) this.printed += text;
  }
}

/** At most, for what a document says is done at once; machines that test are busy. */
export const WAIT_MS = 60_000;
