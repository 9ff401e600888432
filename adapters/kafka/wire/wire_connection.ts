import type { Socket } from "node:net";
import { UnavailableError } from "../../../core/errors.ts";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";

/** One request of Kafka's protocol. */
export interface WireRequest {
  /** Name of the request, for messages. */
  readonly name: string;
  /** `api_key`. */
  readonly key: number;
  /** `api_version`. */
  readonly version: number;
  /** Whether this version has tagged fields. */
  readonly isFlexible?: boolean;
  /** Its body. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Follows the body: what would be expensive to copy. */
  readonly tail?: Uint8Array<ArrayBuffer>;
  /** How much longer than usual the broker may take, milliseconds. */
  readonly waitMs?: number;
}

/** A logged-in connection to one broker: answers come in the order of the requests. */
export class WireConnection implements Disposable {
  /** `host:port`. */
  readonly address: string;
  readonly #socket: Socket;
  readonly #clientId: string;
  readonly #timeoutMs: number;
  readonly #waiting: Waiting[] = [];
  #nextId = 0;
  #failure: UnavailableError | null = null;
  /** Of the answer that is being received: its size first, then itself. */
  readonly #size = new Uint8Array(4);
  #frame: Uint8Array<ArrayBuffer> = this.#size;
  #filled = 0;

  /** Takes the socket over. */
  constructor(socket: Socket, options: WireOptions) {
    this.address = options.address;
    this.#socket = socket;
    this.#clientId = options.clientId;
    this.#timeoutMs = options.timeoutMs;
    socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    socket.on("error", (error: Error) => this.#fail(error.message, error));
    socket.on("close", () => this.#fail("it was closed"));
    socket.on("end", () => this.#fail("the broker closed it"));
  }

  /** Whether it can be used. */
  get isOpen(): boolean {
    return this.#failure === null;
  }

  /** The answer's body. Rejects with `UnavailableError` where the connection ends or takes too long. */
  request(request: WireRequest): Promise<ByteReader> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const { name, isFlexible = false, body, tail, waitMs = 0 } = request;
      const id = this.#nextId++ & 0x7fffffff;
      const head = new ByteWriter().int32(0).int16(request.key).int16(request.version).int32(id);
      head.string(this.#clientId);
      if (isFlexible) head.uvarint(0);
      const bytes = head.raw(body).bytes();
      new DataView(bytes.buffer).setInt32(0, bytes.length - 4 + (tail?.length ?? 0));
      const timer = setTimeout(
        () => this.#fail(`${name} was not answered in time`),
        this.#timeoutMs + waitMs,
      );
      this.#waiting.push({ id, isFlexible, timer, resolve, reject });
      this.#socket.write(bytes);
      if (tail !== undefined) this.#socket.write(tail);
    });
  }

  /** Closes it; what waits for an answer is rejected. */
  [Symbol.dispose](): void {
    this.#fail("it was closed");
  }

  #receive(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#failure === null;) {
      const part = chunk.subarray(at, at + this.#frame.length - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#frame.length) this.#finishFrame();
    }
  }

  #finishFrame(): void {
    this.#filled = 0;
    if (this.#frame === this.#size) {
      const size = new DataView(this.#size.buffer).getInt32(0);
      if (size < 4 || size > FRAME_BYTES_MAX) this.#fail(`it sent an answer of ${size} bytes`);
      else this.#frame = new Uint8Array(size);
      return;
    }
    const answer = new ByteReader(this.#frame);
    this.#frame = this.#size;
    const waiting = this.#waiting.shift();
    if (waiting === undefined || waiting.id !== answer.int32()) {
      if (waiting !== undefined) this.#waiting.unshift(waiting);
      return this.#fail("it sent an answer that nothing was asked for");
    }
    clearTimeout(waiting.timer);
    if (waiting.isFlexible) answer.tags();
    waiting.resolve(answer);
  }

  #fail(problem: string, cause?: Error): void {
    if (this.#failure !== null) return;
    this.#failure = new UnavailableError(
      `Cannot use the connection to Kafka broker "${this.address}": ${problem}`,
      { cause },
    );
    this.#socket.destroy();
    for (const { timer, reject } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(this.#failure);
    }
  }
}

/** Of a connection. */
export interface WireOptions {
  /** `host:port`. */
  readonly address: string;
  /** Shown in the broker's logs and quotas. */
  readonly clientId: string;
  /** An answer that takes longer fails the connection. */
  readonly timeoutMs: number;
}

interface Waiting {
  readonly id: number;
  readonly isFlexible: boolean;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly resolve: (answer: ByteReader) => void;
  readonly reject: (error: Error) => void;
}

/** A fetch is bounded to far less, but for one huge record batch. */
const FRAME_BYTES_MAX = 256 * 1024 * 1024;
