import { ApiError } from "./api_error.ts";
import { type Address, type AnswerOf, type Call, type Operation, toAddress } from "./call.ts";
import { type Deadline, openDeadline } from "./deadline.ts";
import { type ClientOptions, TIMEOUT_MS, TRIES_MAX } from "./options.ts";
import { readText } from "./read_text.ts";
import { repeat, type RepeatOptions } from "./repeat.ts";
import { toTarget } from "./target.ts";
import { toApiError, toNetworkError } from "./to_api_error.ts";
import { unlessAborted } from "./unless_aborted.ts";
import { wait } from "./wait.ts";

/** Sends calls to one API. All reject with {@linkcode ApiError}, or with the reason of the call's signal. */
export interface Transport {
  /** Asks for a JSON answer. */
  ask<O extends Operation>(operation: O, call: Call<O>): Promise<Answer<AnswerOf<O>>>;
  /** Asks for a stream. What it gives has to be closed. */
  open<O extends Operation>(operation: O, call: Call<O>): Promise<ByteStream>;
  /** How to try again. */
  readonly again: Omit<RepeatOptions, "signal">;
}

/** An answer that was read to its end. */
export interface Answer<T> {
  /** What its JSON says. */
  readonly value: T;
  /** HTTP status. */
  readonly status: number;
  /** Sent along. */
  readonly headers: Headers;
}

/** The body of an answer, piece by piece. */
export interface ByteStream {
  /** Sent along. */
  readonly headers: Headers;
  /** The next piece; null at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Wants no more. */
  close(): void;
}

/** Makes the way to an API. Throws TypeError where the options cannot be meant. */
export function createTransport(options: ClientOptions): Transport {
  const { timeoutMs = TIMEOUT_MS, fetch = globalThis.fetch } = options;
  const { base, headers } = toTarget(options);
  const again = {
    triesMax: options.triesMax ?? TRIES_MAX,
    wait: options.wait ?? wait,
    random: options.random ?? Math.random,
  };
  const begin = <O extends Operation>(operation: O, call: Call<O>): Sending => {
    const address = toAddress(operation, call, base);
    const ms = call.timeoutMs ?? timeoutMs;
    const late = () =>
      new ApiError(`Cannot ${address.asked}: no answer within ${ms} ms`, { status: 0 });
    const deadline = openDeadline(ms, late, call.signal);
    const { method, url } = address;
    const request = new Request(url, {
      method,
      headers: { ...headers, ...call.headers },
      body: call.body ?? null,
      redirect: "manual", // The key goes to nobody else.
      signal: deadline.signal,
    });
    return { address, deadline, answer: () => fetch(request), isAnswer: call.isAnswer };
  };
  return {
    again,
    ask(operation, call) {
      const once = () => readAnswer<AnswerOf<typeof operation>>(begin(operation, call));
      return call.isRepeatable ? repeat({ ...again, signal: call.signal }, once) : once();
    },
    open: (operation, call) => openStream(begin(operation, call)),
  };
}

/** A request that is not sent yet. */
interface Sending {
  readonly address: Address;
  readonly deadline: Deadline;
  readonly answer: () => Promise<Response>;
  readonly isAnswer: ((response: Response) => boolean) | undefined;
}

async function readAnswer<T>(sending: Sending): Promise<Answer<T>> {
  const { asked } = sending.address;
  try {
    return await inTime(sending, async () => {
      const response = await sendRequest(sending);
      const { status, headers } = response;
      const text = await readText(response, ANSWER_BYTES_MAX);
      return { value: parse<T>(text, { status, asked }), status, headers };
    });
  } finally {
    sending.deadline.close();
  }
}

async function openStream(sending: Sending): Promise<ByteStream> {
  const { deadline } = sending;
  try {
    const { headers, body } = await inTime(sending, () => sendRequest(sending));
    const reader = body?.getReader();
    return {
      headers,
      async read() {
        const { value } = await inTime(sending, async () => await reader?.read()) ?? {};
        return value ?? null;
      },
      close() {
        reader?.cancel().catch(() => {}); // Broken already, for one.
        deadline.close();
      },
    };
  } catch (error) {
    deadline.close();
    throw error;
  }
}

async function sendRequest({ answer, isAnswer, address }: Sending): Promise<Response> {
  const response = await answer();
  if (response.ok || isAnswer?.(response)) return response;
  throw await toApiError(response, address.asked);
}

/** Runs a part of a request within its deadline, and tells what went wrong in its own words. */
async function inTime<T>({ deadline, address }: Sending, work: () => Promise<T>): Promise<T> {
  deadline.start();
  try {
    return await unlessAborted(deadline.signal, work);
  } catch (error) {
    if (deadline.signal.aborted) throw deadline.signal.reason;
    throw error instanceof ApiError ? error : toNetworkError(error, address.asked);
  } finally {
    deadline.stop();
  }
}

/** No text, as of an answer without a body, is null. */
function parse<T>(text: string, { status, asked }: { status: number; asked: string }): T {
  try {
    return (text === "" ? null : JSON.parse(text)) as T;
  } catch (cause) {
    const message =
      `Cannot read the answer to ${asked}: it is no JSON; is this the address of LogFlow's API?`;
    throw new ApiError(message, { status, cause });
  }
}

/** The API's own answers are smaller. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
