import type { RuleRun } from "../../core/alert/rule_run.ts";
import { UnavailableError } from "../../core/errors.ts";
import { isDue } from "../../runtime/is_due.ts";
import { toPauseMs } from "../../runtime/retry.ts";
import type { AlertPorts } from "./ports.ts";
import { teach } from "./teach.ts";

/** Teaches rules that begin what was before them. A store that is away keeps nobody from doing other things meanwhile. */
export class Lessons {
  readonly #ports: Pick<AlertPorts, "store" | "now" | "listener">;
  /** Rules that do not know yet what was before them. */
  #left: RuleRun[] = [];
  #tries = 0;
  #nextMs = -Infinity;

  /** There is nobody to teach. */
  constructor(ports: Pick<AlertPorts, "store" | "now" | "listener">) {
    this.#ports = ports;
  }

  /** These begin; of those before, the ones that still run are left. */
  add(begun: readonly RuleRun[], running: readonly RuleRun[]): void {
    this.#left = [...this.#left, ...begun].filter((run) => running.includes(run));
  }

  /** Whether all know what was before them, so that what arrives may be read. */
  async teach(): Promise<boolean> {
    const { now, listener } = this.#ports;
    if (this.#left.length === 0) return true;
    if (!isDue(now(), this.#nextMs, PAUSE_MS_MAX)) return false;
    try {
      for (; this.#left.length > 0; this.#left.shift()) await teach(this.#left[0]!, this.#ports);
      this.#tries = 0;
      return true;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      this.#nextMs = now() + toPauseMs(++this.#tries, error.retryAfterMs ?? 0);
      listener.problem(error.message);
      return false;
    }
  }
}

/** As `retry` has it. */
const PAUSE_MS_MAX = 10_000;
