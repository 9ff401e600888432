import type { Delivery, SubscribeOptions } from "../../../ports/bus.ts";
import type { ChangeWatch } from "./change_watch.ts";
import { DeliveryWindow, type WindowEntry } from "../../../runtime/delivery_window.ts";
import type { Place } from "./groups.ts";
import type { Stretch } from "./log.ts";

/** What a subscription needs of its bus. */
export interface SubscriptionPorts {
  /** Says when there may be more to read. */
  readonly watch: ChangeWatch;
  /** Makes the group known, durably; its place. */
  readonly register: () => Promise<Place>;
  /** Some records after an offset; null when there are none. */
  readonly read: (after: number) => Stretch | null;
  /** Moves the group durably. */
  readonly advance: (place: Place) => Promise<void>;
}

/** One subscriber of one group. Registers at once. */
export class Subscription {
  readonly #ports: SubscriptionPorts;
  readonly #signal: AbortSignal;
  readonly #registered: Promise<Place>;
  #durable = -1;
  #left = false;
  #replaced = false;

  /** Asks for registration; whether it went well is told to whoever iterates. */
  constructor(ports: SubscriptionPorts, options: Pick<SubscribeOptions, "signal">) {
    this.#ports = ports;
    this.#signal = options.signal;
    this.#registered = ports.register();
    this.#registered.catch(() => {}); // told to whoever iterates
  }

  /** Whether it will hand out nothing more. */
  get ended(): boolean {
    return this.#left || this.#signal.aborted;
  }

  /** Another subscriber has taken over: what is outstanding is its now, acknowledging it does nothing. */
  replace(): void {
    this.#replaced = true;
  }

  /** Hands out deliveries until the signal fires; throws what keeps it from reading on. */
  async *deliveries(): AsyncGenerator<Delivery, void, void> {
    try {
      const place = await this.#registered;
      this.#durable = place.offset;
      const window = new DeliveryWindow(place);
      while (!this.#signal.aborted) {
        const delivery = this.#next(window);
        if (delivery !== null) yield delivery;
        else await this.#ports.watch.wait(this.#signal);
      }
    } finally {
      this.#left = true;
    }
  }

  #next(window: DeliveryWindow<Place>): Delivery | null {
    if (window.size >= OUTSTANDING_MAX) return null;
    const stretch = this.#ports.read(window.cursor.offset);
    if (stretch === null) return null;
    const entry = window.add(stretch.last);
    return {
      records: stretch.records,
      position: stretch.records.at(-1)!.position,
      ack: () => this.#ack(window, entry),
      nack: () => Promise.resolve(this.#nack(window, entry)),
      isCurrent: () => !this.#replaced && window.has(entry),
    };
  }

  async #ack(window: DeliveryWindow<Place>, entry: WindowEntry<Place>): Promise<void> {
    if (this.#replaced) return;
    window.ack(entry);
    this.#ports.watch.wake(); // there is room for another delivery
    const { done } = window;
    if (done.offset <= this.#durable) return;
    await this.#ports.advance(done);
    this.#durable = Math.max(this.#durable, done.offset);
  }

  #nack(window: DeliveryWindow<Place>, entry: WindowEntry<Place>): void {
    if (this.#replaced) return;
    window.nack(entry);
    this.#ports.watch.wake();
  }
}

/** At most this many deliveries are unacknowledged: one is worked on, the next is at hand. */
const OUTSTANDING_MAX = 2;
