import type { Bus, BusPosition, Delivery, Topic } from "../../ports/bus.ts";
import { linesOf, makeBatch } from "./make_batch.ts";

/** A bus for one test: what is opened twice is the same bus. */
export interface BusFixture extends AsyncDisposable {
  /** Opens the bus once more. */
  open(): Promise<Bus>;
  /** How another process opens it: `module` exports `openBus(spec)`. */
  readonly opener: { readonly module: string; readonly spec: string };
}

/** What buses may differ in, by the text of their port. */
export interface BusTraits {
  /** Whether a batch without events is a record too. */
  readonly keepsEmptyBatches: boolean;
  /** Random runs against the model: those of servers take longer. */
  readonly modelRuns: number;
  /** A test may be ignored where there is no server. */
  readonly ignore?: boolean;
}

/** Publishes one batch of one line for each text. */
export async function publishLines(bus: Bus, ...lines: string[]): Promise<void> {
  await bus.publish("logs-raw", lines.map((line) => makeBatch({ lines: [line] })));
}

/** Publishes a line "last"; all lines that are delivered before it, which are acknowledged. */
export async function takeToLast(bus: Bus): Promise<string[]> {
  await publishLines(bus, "last");
  await using reader = startReader(bus);
  const lines: string[] = [];
  while (lines.at(-1) !== "last") lines.push(...await reader.take());
  return lines.slice(0, -1);
}

/** A subscriber that asks for one delivery after the other. */
export interface Reader extends AsyncDisposable {
  /** The next delivery; throws after 20 s without. */
  next(): Promise<Delivery>;
  /** The lines of the next delivery, which is acknowledged. */
  take(): Promise<string[]>;
  /** Ends the subscription. */
  stop(): Promise<void>;
}

/** Subscribes to `logs-raw`, or what is given. */
export function startReader(
  bus: Bus,
  { group = "g", topic = "logs-raw", after }: {
    group?: string;
    topic?: Topic;
    after?: readonly BusPosition[];
  } = {},
): Reader {
  const stopping = new AbortController();
  const options = {
    group,
    signal: stopping.signal,
    ...after && { after: () => Promise.resolve(after) },
  };
  const deliveries = bus.subscribe(topic, options)[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await within(deliveries.next());
    if (done) throw new Error("the subscription ended");
    return value as Delivery;
  };
  const stop = async () => {
    stopping.abort();
    await deliveries.return?.();
  };
  return {
    next,
    async take() {
      const delivery = await next();
      await delivery.ack();
      return textsOf(delivery);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The lines of a delivery, of all its records. */
export function textsOf({ records }: Pick<Delivery, "records">): string[] {
  return records.flatMap(({ batch }) => batch === null ? ["broken"] : linesOf(batch));
}

/** The lines of the next deliveries, acknowledged one by one, until there are `count`. */
export async function takeLines(reader: Reader, count: number): Promise<string[]> {
  const lines: string[] = [];
  while (lines.length < count) lines.push(...await reader.take());
  return lines;
}

/** Rejects what takes longer than 20 s: a deadlock becomes a failure. */
export async function within<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing came within 20 s")), 20_000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
