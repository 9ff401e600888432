/** What a subscription cannot do now. */
export interface OutagesOptions {
  /** Told when something begins to fail while all else goes well, and when all goes well again. */
  readonly log: (message: string) => void;
  /** Told of the first failure, and with null when all goes well again. */
  readonly onProblem: (problem: string | null) => void;
  /** Full name of the topic. */
  readonly topic: string;
}

/** Tells of an outage once, however many parts of a subscription meet it how often, and once that it is over. */
export class Outages {
  readonly #options: OutagesOptions;
  readonly #failing = new Set<string>();

  /** All goes well. */
  constructor(options: OutagesOptions) {
    this.#options = options;
  }

  /** This part fails, and is tried again. */
  begin(part: string, error: Error): void {
    const isFirst = this.#failing.size === 0;
    this.#failing.add(part);
    if (!isFirst) return;
    const { log, topic, onProblem } = this.#options;
    onProblem(error.message);
    log(`Cannot read Kafka topic "${topic}", it is tried again: ${error.message}`);
  }

  /** This part goes well, or is no longer ours. */
  end(part: string): void {
    if (!this.#failing.delete(part) || this.#failing.size > 0) return;
    this.#options.onProblem(null);
    this.#options.log(`Kafka topic "${this.#options.topic}" is read again`);
  }

  /** Parts that are not among these are no longer ours. */
  keep(parts: readonly string[]): void {
    for (const part of this.#failing) if (!parts.includes(part)) this.end(part);
  }
}
