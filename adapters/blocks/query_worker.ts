import { UnavailableError } from "../../core/errors.ts";
import type { LogReader } from "../../ports/log_store.ts";
import type { Answer, Order, ThrownError } from "./query_messages.ts";
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

async function answer({ id, method, request }: Extract<Order, { kind: "ask" }>): Promise<void> {
  const controller = new AbortController();
  asked.set(id, controller);
  try {
    const { signal } = controller;
    // The request is one of its method: the pool sees to it.
    const ask = (await reader!)[method] as (request: unknown) => Promise<unknown>;
    scope.postMessage({
      kind: "done",
      id,
      value: await ask.call(await reader!, { ...request, signal }),
    });
  } catch (error) {
    scope.postMessage({ kind: "failed", id, error: toThrown(error) });
  } finally {
    asked.delete(id);
  }
}

/** Own classes do not survive the way between threads. */
function toThrown(error: unknown): ThrownError {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const retryAfterMs = error instanceof UnavailableError ? error.retryAfterMs : undefined;
  return { name, message, stack, retryAfterMs };
}
