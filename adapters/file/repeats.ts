import type { Checkpoint, Intent } from "./checkpoint.ts";
import { compareContent } from "./content.ts";
import type { Handles } from "./handles.ts";
import type { Prepared } from "./read_file.ts";
import { replay } from "./replay.ts";
import type { Roster } from "./roster.ts";
import type { TrackedFile } from "./tracked_file.ts";

/** What repeating needs. */
export interface RepeatsOptions {
  /** What is kept. */
  readonly checkpoint: Checkpoint;
  /** Those that are known. */
  readonly roster: Roster;
  /** Those that are open. */
  readonly handles: Handles;
  /** Tells people. */
  readonly say: (message: string) => void;
  /** The file's path is to be looked at again. */
  readonly lookAgain: (file: TrackedFile) => void;
  /** The file's bytes are elsewhere, if anywhere: a copy of them is to be looked for. */
  readonly cutOff: (file: TrackedFile, nowMs: number) => void;
  /** The file can't be read now. */
  readonly fail: (file: TrackedFile, nowMs: number, error: unknown) => void;
}

/**
 * What was in flight when the last run ended, until it was handed out again or is known to be lost.
 * A file that can't be read for now keeps its share; the others don't wait for it.
 */
export class Repeats {
  readonly #options: RepeatsOptions;
  readonly #pending: Map<string, Intent>;

  /** Takes over what the checkpoint has in flight. */
  constructor(options: RepeatsOptions) {
    this.#options = options;
    const intents = options.checkpoint.inFlight();
    this.#pending = new Map(intents.map((intent) => [intent.origin, intent]));
    for (const { origin, cursor } of intents) {
      const file = options.roster.get(origin);
      if (file !== null) file.pending = cursor;
    }
  }

  /** Origins whose share was not handed out again yet. */
  origins(): string[] {
    return [...this.#pending.keys()];
  }

  /** Those that can be read now, the same as then. */
  async prepare(nowMs: number): Promise<Prepared[]> {
    const prepared: Prepared[] = [];
    for (const intent of this.#pending.values()) {
      const file = this.#options.roster.get(intent.origin);
      if (file === null) this.#pending.delete(intent.origin);
      else if (nowMs >= file.retryMs) {
        const made = await this.#repeat(file, intent, nowMs);
        if (made !== null) prepared.push(made);
      }
    }
    return prepared;
  }

  /** The intent counts as handed out: the file is read on behind it. */
  take(file: TrackedFile, intent: Intent): void {
    file.cursor = intent.cursor;
    file.pending = null;
    this.#pending.delete(intent.origin);
  }

  async #repeat(file: TrackedFile, intent: Intent, nowMs: number): Promise<Prepared | null> {
    const { head, text } = intent;
    const { handles, lookAgain, cutOff, fail } = this.#options;
    if (head === null) {
      this.take(file, intent);
      return null;
    }
    const isGone = file.state === "gone" && text === null;
    if (file.state !== "here" && text === null && !isGone) return null;
    try {
      const batch = isGone ? "changed" : await replay({ ...intent, head }, file, handles);
      if (batch === "later") lookAgain(file);
      else if (batch === "changed" && !isGone && await isOther(file, handles)) cutOff(file, nowMs);
      else if (batch === "changed") this.#giveUp(file, intent);
      else return { file, batch, intent };
    } catch (error) {
      fail(file, nowMs, error);
    }
    return null;
  }

  #giveUp(file: TrackedFile, intent: Intent): void {
    const { checkpoint, say } = this.#options;
    const events = intent.cursor.events - file.cursor.events;
    file.unsure += events;
    try {
      checkpoint.giveUp({ row: file.toRow(), cursor: file.cursor });
    } catch (error) {
      file.unsure -= events;
      throw error;
    }
    this.take(file, intent);
    say(
      `Cannot hand out ${events} events of "${file.path}" again after a crash: bytes ` +
        `${intent.start} to ${intent.start + intent.length} are no longer what they were; ` +
        `they may or may not have been shipped before`,
    );
  }
}

/** Whether not just some bytes in the middle changed, but all is another file's. */
async function isOther(file: TrackedFile, handles: Handles): Promise<boolean> {
  const handle = handles.get(file);
  return handle !== null && await compareContent(handle.content, file.mark) !== "same";
}
