import { ApiError } from "./api_error.ts";
import type { TailOptions } from "./options.ts";
import { createEventStreamParser, type StreamMessage } from "./parse_event_stream.ts";
import { readTexts } from "./read_texts.ts";
import { toPauseMs } from "./repeat.ts";
import type { Transport } from "./transport.ts";

/**
 * Follows the logs until the signal fires, or the loop that reads it ends. Where the connection ends it is made
 * anew, and goes on behind the last event.
 */
export async function* tail<E>(transport: Transport, options: TailOptions): AsyncGenerator<E> {
  const { signal = NEVER } = options;
  const { random, wait } = transport.again;
  const following = new Following<E>(transport, options);
  for (let failures = 0;; failures++) {
    try {
      yield* following.connect(() => failures = 0);
    } catch (error) {
      if (!(error instanceof ApiError && following.mayGoOn(error))) throw error;
      const askedMs = Math.max(error.retryAfterMs ?? 0, following.retryMs);
      await wait(Math.max(askedMs, toPauseMs(failures + 1, random)), signal);
    }
  }
}

class Following<E> {
  /** What the API asks to wait before connecting again. */
  retryMs = 0;
  readonly #transport: Transport;
  readonly #options: TailOptions;
  /** Where to go on; null = where the options say. */
  #cursor: string | null = null;
  #isWell = true;

  constructor(transport: Transport, options: TailOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** Whether the fault may pass. What keeps the very first connection from coming about is for the caller. */
  mayGoOn(error: ApiError): boolean {
    if (!error.isTemporary || this.#cursor === null) return false;
    this.#tell(error);
    return true;
  }

  /** One connection to its end, which is an error. */
  async *connect(onReady: () => void): AsyncGenerator<E> {
    const { q, after, signal } = this.#options;
    const stream = await this.#transport.open("tail", {
      query: { q, after: this.#cursor === null ? after : undefined },
      headers: this.#cursor === null ? {} : { "last-event-id": this.#cursor },
      signal,
    });
    try {
      for await (const message of readMessages(readTexts(stream))) {
        if (message.event === "ready") onReady();
        yield* this.#take(message);
        this.#cursor = message.id;
        if (message.id !== null) this.#options.onCursor?.(message.id);
      }
    } finally {
      stream.close();
    }
    throw new ApiError("Cannot follow the logs: the API ended the connection", { status: 0 });
  }

  /** Gives the event of a message, if it has one. */
  *#take({ event, data, retryMs }: StreamMessage): Generator<E> {
    this.retryMs = Math.min(retryMs ?? this.retryMs, RETRY_MS_MAX);
    const value = data === null ? null : readable(() => JSON.parse(data));
    if (event === "problem") {
      const { status, detail } = value as { status: number; detail: string };
      const problem = new ApiError(detail, { status });
      if (!problem.isTemporary) throw problem;
      return this.#tell(problem);
    }
    this.#tell(null);
    if (event === "missed") this.#options.onMissed?.((value as { count: number }).count);
    if (event === "log") yield value as E;
  }

  #tell(problem: ApiError | null): void {
    if (problem !== null || !this.#isWell) this.#options.onProblem?.(problem);
    this.#isWell = problem === null;
  }
}

async function* readMessages(texts: AsyncIterable<string>): AsyncGenerator<StreamMessage> {
  const take = createEventStreamParser();
  for await (const text of texts) yield* readable(() => take(text));
}

/** What makes no sense now will make none after the next connection. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const message = `Cannot read the event stream: ${(cause as Error).message}`;
    throw new ApiError(message, { status: 200, cause });
  }
}

const NEVER = new AbortController().signal;

/** Whatever the API asks. */
const RETRY_MS_MAX = 60_000;
