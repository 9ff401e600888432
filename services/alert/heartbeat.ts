import { isDue } from "../../runtime/is_due.ts";
import type { AlertListener, AlertPorts } from "./ports.ts";

/** What a heartbeat works with. */
export interface HeartbeatPorts extends Pick<AlertPorts, "heartbeat" | "now"> {
  /** Hears what goes wrong. */
  readonly listener: Pick<AlertListener, "warn">;
}

/** Tells somebody at an interval that alerting works, so that they notice when it does not. */
export class Heartbeat {
  readonly #ports: HeartbeatPorts;
  readonly #signal: AbortSignal;
  #nextMs = -Infinity;
  #beating: Promise<void> | null = null;
  #isTroubled = false;

  /** Until the signal fires. */
  constructor(ports: HeartbeatPorts, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
  }

  /** Called whenever people are told of what happens; `problem` is what somebody should mend all the same. */
  beatIfTime(problem: string | null = null): void {
    const { heartbeat, now } = this.#ports;
    if (heartbeat === null || this.#beating !== null) return;
    if (!isDue(now(), this.#nextMs, heartbeat.intervalMs)) return;
    this.#nextMs = now() + heartbeat.intervalMs;
    this.#beating = this.#beat(() => heartbeat.beat(problem, this.#signal)).finally(() =>
      this.#beating = null
    );
  }

  /** Until nothing is on its way. */
  async settle(): Promise<void> {
    await this.#beating;
  }

  /** What goes wrong is told once: whoever waits for the beat raises the alarm. */
  async #beat(beat: () => Promise<void>): Promise<void> {
    try {
      await beat();
      this.#isTroubled = false;
    } catch (error) {
      if (!this.#signal.aborted && !this.#isTroubled) {
        this.#ports.listener.warn((error as Error).message);
      }
      this.#isTroubled = true;
    }
  }
}
