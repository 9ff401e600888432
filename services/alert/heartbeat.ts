import { isDue } from "../../runtime/is_due.ts";
import type { AlertPorts } from "./ports.ts";

/** Tells somebody at an interval that alerting works, so that they notice when it does not. */
export class Heartbeat {
  readonly #ports: Pick<AlertPorts, "heartbeat" | "now" | "listener">;
  readonly #signal: AbortSignal;
  #nextMs = -Infinity;
  #beating: Promise<void> | null = null;
  #isTroubled = false;

  /** Until the signal fires. */
  constructor(ports: Pick<AlertPorts, "heartbeat" | "now" | "listener">, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
  }

  /** Called whenever all is well. */
  beatIfTime(): void {
    const { heartbeat, now } = this.#ports;
    if (heartbeat === null || this.#beating !== null) return;
    if (!isDue(now(), this.#nextMs, heartbeat.intervalMs)) return;
    this.#nextMs = now() + heartbeat.intervalMs;
    this.#beating = this.#beat(heartbeat.beat).finally(() => this.#beating = null);
  }

  /** Until nothing is on its way. */
  async settle(): Promise<void> {
    await this.#beating;
  }

  /** What goes wrong is told once: whoever waits for the beat raises the alarm. */
  async #beat(beat: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await beat(this.#signal);
      this.#isTroubled = false;
    } catch (error) {
      if (!this.#signal.aborted && !this.#isTroubled) {
        this.#ports.listener.warn((error as Error).message);
      }
      this.#isTroubled = true;
    }
  }
}
