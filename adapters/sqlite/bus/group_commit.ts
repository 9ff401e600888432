import { setImmediate } from "node:timers";
import { UnavailableError } from "../../../core/errors.ts";

/** What group commit needs. */
export interface GroupCommitOptions {
  /** Runs `work` in one durable transaction; throws when nothing of it is kept. */
  readonly transaction: (work: () => void) => void;
  /** Called after each transaction that was kept. */
  readonly onCommit: () => void;
  /** At most this much weight waits; one job alone may be heavier. */
  readonly waitingMax: number;
}

/**
 * Writes of many callers in one transaction: what is added while the event loop is busy is committed
 * together, in order, with one fsync.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #jobs: Job[] = [];
  #waiting = 0;

  /** Commits nothing until something is added. */
  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /**
   * Runs `work` in the next transaction; resolves once it is durable. A job that throws
   * `UnavailableError` or RangeError must have written nothing: it alone is rejected.
   */
  add(work: () => void, weight = 0): Promise<void> {
    const { waitingMax } = this.#options;
    if (this.#waiting > 0 && this.#waiting + weight > waitingMax) {
      return Promise.reject(
        new UnavailableError(
          `Cannot queue ${weight} bytes for the bus: ${this.#waiting} of ${waitingMax} bytes wait ` +
            "for the disk: publish less at once",
          { retryAfterMs: QUEUE_RETRY_MS },
        ),
      );
    }
    return new Promise((resolve, reject) => {
      if (this.#jobs.length === 0) setImmediate(() => this.flush());
      this.#waiting += weight;
      this.#jobs.push({ work, resolve, reject, refusal: null });
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const jobs = this.#jobs;
    if (jobs.length === 0) return;
    this.#jobs = [];
    this.#waiting = 0;
    try {
      this.#options.transaction(() => jobs.forEach(run));
    } catch (error) {
      for (const { reject } of jobs) reject(error);
      return;
    }
    for (const { resolve, reject, refusal } of jobs) refusal === null ? resolve() : reject(refusal);
    this.#options.onCommit();
  }
}

interface Job {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
  refusal: Error | null;
}

function run(job: Job): void {
  try {
    job.work();
  } catch (error) {
    if (!(error instanceof UnavailableError || error instanceof RangeError)) throw error;
    job.refusal = error;
  }
}

const QUEUE_RETRY_MS = 100;
