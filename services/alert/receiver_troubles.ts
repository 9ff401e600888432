import type { WaitingGroup } from "../../core/alert/dispatcher.ts";
import type { Notice } from "../../core/alert/notice.ts";
import type { Failure } from "../../core/alert/told_group.ts";
import type { DeliveryPorts } from "./deliveries.ts";

/** Whom notices do not reach: told once a receiver, and once more when all of it is taken. */
export class ReceiverTroubles {
  readonly #ports: Pick<DeliveryPorts, "now" | "listener">;
  /** By receiver. */
  readonly #troubles = new Map<string, Trouble>();

  /** Knows of none. */
  constructor(ports: Pick<DeliveryPorts, "now" | "listener">) {
    this.#ports = ports;
  }

  /** A receiver did not take a notice. */
  failed({ receiver, group }: Notice, { reason, nextMs }: Failure) {
    const { now, listener } = this.#ports;
    const nowMs = now();
    const known = this.#troubles.get(receiver);
    const isKnown = known !== undefined && known.groups.size > 0;
    const trouble = isKnown ? known : { sinceMs: nowMs, tries: 0, groups: new Set<string>() };
    this.#troubles.set(receiver, trouble);
    trouble.tries++;
    trouble.groups.add(group);
    if (isKnown) return;
    const again = tellLength(nextMs - nowMs);
    listener.warn(`Cannot tell receiver "${receiver}": ${reason}; tried again in ${again}`);
  }

  /** It took one; it is well again once nothing else waits that it did not take. */
  taken({ receiver, group }: Notice): void {
    const { now, listener } = this.#ports;
    const trouble = this.#troubles.get(receiver);
    if (trouble === undefined) return;
    trouble.groups.delete(group);
    if (trouble.groups.size > 0) return;
    this.#troubles.delete(receiver);
    const { tries, sinceMs } = trouble;
    const times = `${tries} failed ${tries === 1 ? "try" : "tries"}`;
    const length = tellLength(now() - sinceMs);
    listener.info(`Receiver "${receiver}" takes notices again, after ${times} in ${length}`);
  }

  /** These are all that wait: of others nobody will hear that they were taken. */
  keepOnly(waiting: readonly WaitingGroup[]): void {
    if (this.#troubles.size === 0) return;
    const byReceiver = Map.groupBy(waiting, ({ receiver }) => receiver);
    for (const [receiver, { groups }] of this.#troubles) {
      const left = new Set(byReceiver.get(receiver)?.map(({ group }) => group));
      for (const group of groups) if (!left.has(group)) groups.delete(group);
    }
  }
}

interface Trouble {
  readonly sinceMs: number;
  /** Those that failed. */
  tries: number;
  /** What was not taken is of these. */
  readonly groups: Set<string>;
}

/** About how long. */
function tellLength(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, unitMs]) => ms >= 2 * unitMs) ?? ["s", 1000];
  return `${Math.max(1, Math.round(ms / unitMs))} ${unit}`;
}

const UNITS = [["h", 3_600_000], ["min", 60_000]] as const;
