import { type Wait, wait } from "../../runtime/wait.ts";
import type { ApiPorts } from "./ports.ts";
import { toProblem } from "./problem.ts";

/** By what streams measure how long their clients take; replaced in tests. */
export interface StreamClock {
  /** Milliseconds that never go back. */
  nowMs(): number;
  /** As `wait`. */
  readonly wait: Wait;
}

/** The machine's. */
export const STREAM_CLOCK: StreamClock = { nowMs: () => performance.now(), wait };

/** Bytes of an answer. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** An answer that is made while it is sent. */
export interface StreamOptions {
  /** Whose answer it is. */
  readonly request: Request;
  /** Given back once nothing more is sent. */
  readonly slot: Disposable;
  /** Pieces that are made before the client has taken those before: 0 or 1. */
  readonly ahead: 0 | 1;
  /** Told why it breaks off. */
  readonly log: ApiPorts["log"];
  /** Ends it in good order, wherever it is; null = it comes to its own end. */
  readonly closing: AbortSignal | null;
  /**
   * The next piece, wanted once the client has taken what came before it; null = that was all. What it throws
   * breaks the connection, so that no client takes a part for the whole. `signal` fires when nobody wants it any more.
   */
  next(signal: AbortSignal): Promise<Bytes | null>;
}

/** The body of such an answer. */
export function toStream(options: StreamOptions): ReadableStream<Bytes> {
  return new ReadableStream(new Source(options), { highWaterMark: options.ahead });
}

class Source implements UnderlyingDefaultSource<Bytes> {
  readonly #options: StreamOptions;
  readonly #ended = new AbortController();
  #controller!: ReadableStreamDefaultController<Bytes>;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  start(controller: ReadableStreamDefaultController<Bytes>): void {
    const { request, closing } = this.#options;
    this.#controller = controller;
    request.signal.addEventListener("abort", this.#end);
    closing?.addEventListener("abort", this.#close);
    if (request.signal.aborted) this.#end();
    if (closing?.aborted) this.#close();
  }

  async pull(): Promise<void> {
    try {
      const bytes = await this.#options.next(this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      if (bytes === null) return this.#close();
      this.#controller.enqueue(bytes);
    } catch (error) {
      this.#fail(error);
    }
  }

  cancel(): void {
    this.#end();
  }

  readonly #close = (): void => {
    if (this.#ended.signal.aborted) return;
    this.#end();
    this.#controller.close();
  };

  #fail(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#end();
    this.#controller.error(tell(error, this.#options));
  }

  readonly #end = (): void => {
    const { request, closing, slot } = this.#options;
    request.signal.removeEventListener("abort", this.#end);
    closing?.removeEventListener("abort", this.#close);
    this.#ended.abort();
    slot[Symbol.dispose]();
  };
}

/** Logs why; a fault of ours in full. Gives what the reader of the body meets. */
function tell(error: unknown, { request, log }: StreamOptions): Error {
  const { message, stack } = error as Error;
  const what = `Cannot go on with ${request.method} ${new URL(request.url).pathname}`;
  if (toProblem(error) === null) log.error(`${what}: ${stack ?? message}`);
  else log.warn(`${what}: ${message}`);
  return new Error(`${what}: ${message}`, { cause: error });
}
