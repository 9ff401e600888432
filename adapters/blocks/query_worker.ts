import { UnavailableError } from "../../core/errors.ts";
import type { Arrived, LogReader } from "../../ports/log_store.ts";
import { claim, linkFlag } from "./heed.ts";
import type { Answer, Order, SentArrived, ThrownError } from "./query_messages.ts";
import { openBlockReader } from "./reader.ts";

/** What a worker has of the standard's `DedicatedWorkerGlobalScope`. */
interface Scope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(answer: Answer): void;
}

const scope = self as unknown as Scope;
const asked = new Map<number, AbortController>();
let reader: Promise<LogReader> | null = null;

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "open": {
      const { path, cacheBytesMax } = data;
      const log = (message: string) => scope.postMessage({ kind: "log", message });
      reader = openBlockReader({ path, cacheBytesMax, log });
      // So that the first question finds the list of blocks read; if that fails, it is the one to be told.
      reader.then((opened) => opened.status()).catch(() => {});
      return;
    }
    case "ask":
      return void answer(data);
    case "abort":
      return asked.get(data.id)?.abort();
  }
};

async function answer({ id, flag, method, request }: Ask): Promise<void> {
  if (!claim(flag)) return scope.postMessage({ kind: "passed", id });
  const controller = new AbortController();
  asked.set(id, controller);
  try {
    const { signal } = controller;
    linkFlag(signal, flag);
    // The request is one of its method: the pool sees to it.
    const ask = (await reader!)[method] as (request: unknown) => Promise<unknown>;
    const value = await ask.call(await reader!, { ...request, signal });
    const sent = method === "since" ? toSent(value as Arrived) : value;
    scope.postMessage({ kind: "done", id, value: sent });
  } catch (error) {
    scope.postMessage({ kind: "failed", id, error: toThrown(error) });
  } finally {
    asked.delete(id);
  }
}

type Ask = Extract<Order, { kind: "ask" }>;

function toSent({ cursorAfter, ...rest }: Arrived): SentArrived {
  return { ...rest, cursors: rest.events.map((_, index) => cursorAfter(index)) };
}

/** Own classes do not survive the way between threads. */
function toThrown(error: unknown): ThrownError {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const retryAfterMs = error instanceof UnavailableError ? error.retryAfterMs : undefined;
  return { name, message, stack, retryAfterMs };
}
