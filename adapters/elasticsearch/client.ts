import { Buffer } from "node:buffer";
import { Client } from "@elastic/elasticsearch";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { wait } from "../../runtime/wait.ts";
import { checkServer } from "./check_server.ts";
import { isMissing, translateError } from "./errors.ts";
import { FetchConnection } from "./fetch_connection.ts";
import type { ElasticSettings } from "./options.ts";
import { unlessAborted } from "../../runtime/unless_aborted.ts";

/** One request, and what it is for. */
export interface ElasticRequest {
  /** What could not be done if it fails: the words after "Cannot". */
  readonly what: string;
  /** Of HTTP. */
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Begins with `/`. */
  readonly path: string;
  /** Of the address. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Written as JSON. */
  readonly body?: object;
  /** Lines of JSON, each with its newline; instead of `body`. */
  readonly lines?: string | Uint8Array<ArrayBuffer>;
  /** Whether it only reads: then it is tried again a few times where the server cannot serve. */
  readonly reads?: boolean;
  /** Gives up, and the connection with it; rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends requests. What only reads is tried again, soon and few times: a kept connection may be gone, an index may
 * be just being made. All else is tried once: who calls knows what may be repeated. The first one also finds out
 * whether the server is one that LogFlow works with. Every error is translated ({@linkcode translateError}).
 */
export class ElasticClient implements AsyncDisposable {
  /** What was asked for. */
  readonly settings: ElasticSettings;
  readonly #client: Client;
  /** Of what is under way. */
  readonly #endings = new Set<AbortController>();
  #checked: Promise<void> | null = null;
  #closed = false;
  /** It answered as it should: what looks like a fault of the configuration later (a password that is changed) may heal. */
  #isProven = false;

  /** Connects with the first request, not before. */
  constructor(settings: ElasticSettings) {
    this.settings = settings;
    this.#client = new Client({
      nodes: [...settings.urls],
      ...(settings.auth !== null && { auth: settings.auth }),
      ...(settings.ca !== null && { tls: { ca: settings.ca } }),
      Connection: FetchConnection,
      maxRetries: 0,
      redaction: { type: "remove" }, // The other way copies all that was sent, a body byte by byte.
      requestTimeout: settings.requestTimeoutMs,
      agent: { connections: settings.connectionsMax },
    });
  }

  /** Resolves to the parsed answer. */
  async send<T>(request: ElasticRequest): Promise<T> {
    for (let tries = 1;; tries++) {
      try {
        request.signal?.throwIfAborted();
        await unlessAborted(this.#check(), request.signal);
        return await this.#send<T>(request);
      } catch (error) {
        const mayRepeat = request.reads && error instanceof UnavailableError;
        if (!mayRepeat || tries === TRIES_MAX || this.#closed) throw error;
        await wait(PAUSE_MS * 2 ** tries, request.signal);
      }
    }
  }

  /** As `send`; null where the server does not know what is asked for. */
  async find<T>(request: ElasticRequest): Promise<T | null> {
    try {
      return await this.send<T>(request);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** The error; where the configuration has worked before, one that is to be tried again. */
  soften<E>(error: E, what: string): E | UnavailableError {
    if (!this.#isProven || !(error instanceof ConfigError)) return error;
    return new UnavailableError(`Cannot ${what}: ${error.message}`, { cause: error });
  }

  /** Ends what is under way; later requests fail. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const ending of this.#endings) ending.abort();
    await this.#client.close();
  }

  /** Once for all who ask, unless it fails: then the next one asks again. */
  #check(): Promise<void> {
    return this.#checked ??= checkServer((request) => this.#send(request), this.settings)
      .catch((error) => {
        this.#checked = null;
        throw error;
      });
  }

  async #send<T>({ what, signal, ...request }: ElasticRequest): Promise<T> {
    const ending = new AbortController();
    const end = () => ending.abort();
    signal?.addEventListener("abort", end);
    this.#endings.add(ending);
    try {
      signal?.throwIfAborted();
      if (this.#closed) throw toClosedError(what);
      const answer = await this.#request<T>(request, ending.signal);
      this.#isProven = true;
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#closed
        ? toClosedError(what)
        : this.soften(translateError(error, { what, settings: this.settings }), what);
    } finally {
      this.#endings.delete(ending);
      signal?.removeEventListener("abort", end);
    }
  }

  async #request<T>(
    { method, path, query, body, lines }: Omit<ElasticRequest, "what" | "signal">,
    signal: AbortSignal,
  ): Promise<T> {
    return await this.#client.transport.request({
      method,
      path,
      ...(query && { querystring: { ...query } }),
      ...(body && { body }),
      ...(lines !== undefined && { bulkBody: toBulkBody(lines) }),
    }, { signal, ...(path === "/" && { headers: PLAIN }) }) as T;
  }
}

function toClosedError(what: string): Error {
  return new Error(`Cannot ${what}: the store is closed`);
}

/** The client takes bytes as they are only as a Buffer. */
function toBulkBody(lines: NonNullable<ElasticRequest["lines"]>): string | Buffer {
  if (typeof lines === "string") return lines;
  return Buffer.from(lines.buffer, lines.byteOffset, lines.length);
}

const TRIES_MAX = 4;
const PAUSE_MS = 25;

/** Servers of every version understand it. */
const PLAIN = { accept: "application/json" };
