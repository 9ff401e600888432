import {
  BaseConnection,
  type ConnectionOptions,
  type ConnectionRequestOptions,
  type ConnectionRequestOptionsAsStream,
  type ConnectionRequestParams,
  type ConnectionRequestResponse,
  type ConnectionRequestResponseAsStream,
  errors,
} from "@elastic/elasticsearch";
import { AnswerTooLongError } from "./answer_too_long_error.ts";

/**
 * One address of Elasticsearch, asked by `fetch`. The client's own connections go by Node's sockets: they keep
 * timers when they are closed, and one cannot be given up once its answer has begun.
 */
export class FetchConnection extends BaseConnection {
  readonly #http: Deno.HttpClient;

  /** Connects with the first request. */
  constructor(options: ConnectionOptions) {
    super(options);
    const ca = options.tls?.ca;
    const { connections } = options.agent as { connections: number };
    this.#http = Deno.createHttpClient({
      poolMaxIdlePerHost: connections,
      ...(typeof ca === "string" && { caCerts: [ca] }),
    });
  }

  override request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptions,
  ): Promise<ConnectionRequestResponse>;
  override request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptionsAsStream,
  ): Promise<ConnectionRequestResponseAsStream>;
  override async request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptions,
  ): Promise<ConnectionRequestResponse & ConnectionRequestResponseAsStream> {
    const ending = new AbortController();
    const abort = () => ending.abort(new errors.RequestAbortedError("the request was given up"));
    const timer = setTimeout(
      () => ending.abort(new errors.TimeoutError(`no answer came in ${options.timeout} ms`)),
      options.timeout,
    );
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener("abort", abort);
    try {
      return await this.#fetch(params, ending.signal) as
        & ConnectionRequestResponse
        & ConnectionRequestResponseAsStream;
    } catch (error) {
      if (ending.signal.aborted) throw ending.signal.reason;
      if (error instanceof AnswerTooLongError) throw error;
      throw new errors.ConnectionError(tellCause(error));
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends what is under way. */
  override close(): Promise<void> {
    this.#http.close();
    return Promise.resolve();
  }

  async #fetch(
    { method, path, querystring, headers, body }: ConnectionRequestParams,
    signal: AbortSignal,
  ): Promise<ConnectionRequestResponse> {
    const base = this.url.pathname.replace(/\/$/, "");
    const query = querystring ? `?${querystring}` : "";
    const answer = await fetch(`${this.url.origin}${base}${path}${query}`, {
      method,
      headers: toHeaders({ ...this.headers, ...headers }),
      body: body ? body as string : null,
      redirect: "manual",
      client: this.#http,
      signal,
    });
    const text = await readText(answer);
    const { "content-encoding": _, ...own } = Object.fromEntries(answer.headers);
    return { statusCode: answer.status, headers: own, body: text };
  }
}

/** Throws AnswerTooLongError, without the rest of it, where it does not end in time. */
async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const part of body ?? []) { // What is left is given up when the loop is.
    bytes += part.length;
    if (bytes > ANSWER_BYTES_MAX) {
      throw new AnswerTooLongError(`the answer has more than ${ANSWER_BYTES_MAX} bytes`);
    }
    parts.push(decoder.decode(part, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

/** Uncompressed, as the client asks for it: what is near is sent faster than packed. */
function toHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const own = new Headers({ "accept-encoding": "identity" });
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) own.set(name, String(value));
  }
  return own;
}

/** What `fetch` says names the address again; what lies below tells what it was. */
function tellCause(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(AROUND, "").replace(/ \(os error \d+\)$/, "");
}

/** What stands before the cause: the address, which is told anyway, and the part of the client that noticed. */
const AROUND = /^error sending request for url \([^)]*\): (?:client error \([A-Za-z]*\): )?/;

/** Far more than a page has; what is longer is asked for in parts. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
