import { UnavailableError } from "../../core/errors.ts";
import { escapeText } from "../../runtime/escape_text.ts";
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
  /** Told of a fault of ours. */
  readonly log: ApiPorts["log"];
  /** Measures how long the client takes. */
  readonly clock: StreamClock;
  /** Ends it in good order, wherever it is; null = it comes to its own end. */
  readonly closing: AbortSignal | null;
  /**
   * The next piece, wanted once the client has taken what came before it; null = that was all. What it throws
   * breaks the connection, so that no client takes a part for the whole. `signal` fires when nobody wants it any more.
   */
  next(signal: AbortSignal): Promise<Bytes | null>;
}

/** The body of such an answer. A client that takes nothing for {@linkcode IDLE_MS} is let go. */
export function toStream(options: StreamOptions): ReadableStream<Bytes> {
  return new ReadableStream(new Source(options), { highWaterMark: options.ahead });
}

class Source implements UnderlyingDefaultSource<Bytes> {
  readonly #options: StreamOptions;
  readonly #ended = new AbortController();
  /** Until the client takes the last piece. */
  #waiting = new AbortController();
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
    this.#waiting.abort();
    try {
      const bytes = await this.#options.next(this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      if (bytes === null) return this.#close();
      this.#controller.enqueue(bytes);
      this.#watch();
    } catch (error) {
      this.#fail(error);
    }
  }

  cancel(): void {
    this.#end();
  }

  #watch(): void {
    this.#waiting = new AbortController();
    const late = new UnavailableError(`the client took nothing for ${IDLE_MS} ms`);
    const { clock } = this.#options;
    clock.wait(IDLE_MS, this.#waiting.signal).then(() => this.#fail(late), () => {});
  }

  readonly #close = (): void => {
    if (this.#ended.signal.aborted) return;
    this.#end();
    this.#controller.close();
  };

  #fail(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#end();
    this.#controller.error(tell(error, this.#options)); // The server prints it.
  }

  readonly #end = (): void => {
    const { request, closing, slot } = this.#options;
    request.signal.removeEventListener("abort", this.#end);
    closing?.removeEventListener("abort", this.#close);
    this.#waiting.abort();
    this.#ended.abort();
    slot[Symbol.dispose]();
  };
}

/** A line for the service's log. A fault of ours is told in full before. */
function tell(error: unknown, { request, log }: StreamOptions): string {
  const { message, stack } = error as Error;
  const what = `Cannot go on with ${request.method} ${new URL(request.url).pathname}`;
  if (toProblem(error) === null) log.error(`${what}: ${stack ?? message}`);
  return escapeText(`${what}: ${message}`);
}

/** Whoever takes nothing for so long is as good as gone, and keeps others from coming. */
export const IDLE_MS: number = 5 * 60_000;
