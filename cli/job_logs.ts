import { RotatingLog } from "../runtime/rotating_log.ts";

/** The files of what the processes of a job say: one for each word. */
export class JobLogs implements Disposable {
  readonly #folder: string;
  readonly #logs = new Map<string, RotatingLog>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Adds a line, its newline included. Never throws. */
  write(word: string, line: string): void {
    let log = this.#logs.get(word);
    if (log === undefined) {
      this.#logs.set(word, log = new RotatingLog(toLogPath(this.#folder, word)));
    }
    log.write(line);
  }

  [Symbol.dispose](): void {
    for (const log of this.#logs.values()) log[Symbol.dispose]();
  }
}

/** Where they are. */
export function toLogPath(folder: string, word: string): string {
  return `${folder}/${word}.log`;
}
