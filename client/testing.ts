import type { LogEvent } from "../core/event.ts";
import { BASE, createTestApp, NOW_MS, type TestApp } from "../services/api/testing.ts";
import type { TestAppOptions } from "../services/api/testing.ts";
import { ArrayStore } from "../tests/contract/array_store.ts";
import { type Client, createClient } from "./client.ts";
import type { ClientOptions } from "./options.ts";

/** What a test may put in place of the defaults. */
export interface TestClientOptions {
  /** What the app's store has. */
  readonly events?: readonly LogEvent[];
  /** How the app is made. */
  readonly app?: TestAppOptions;
  /** What comes in place of the app's answer to the so-manieth request, from 0; null = the app's. Thrown where it is an error. */
  readonly instead?: (request: Request, index: number) => Response | Error | null;
  /** In place of the defaults. */
  readonly client?: Partial<ClientOptions>;
}

/** A client whose requests go to an app of its own, in this process. */
export interface TestClient extends TestApp {
  /** To be tried. */
  readonly client: Client;
  /** What it sent, in order. */
  readonly requests: readonly Request[];
  /** How long it waited before each new try. */
  readonly waits: readonly number[];
  /** Where its events are. */
  readonly store: ArrayStore;
}

/** Makes a client that waits for nothing. */
export async function createTestClient(given: TestClientOptions = {}): Promise<TestClient> {
  const store = new ArrayStore();
  await store.writer.append(given.events ?? [], null);
  const app = createTestApp({ store: store.reader, ...given.app });
  const requests: Request[] = [];
  const waits: number[] = [];
  const client = createClient({
    url: BASE,
    async fetch(request) {
      const answer = given.instead?.(request, requests.length) ?? null;
      requests.push(request.clone());
      if (answer instanceof Error) throw answer;
      return answer ?? await app.app.fetch(request);
    },
    wait: (ms) => Promise.resolve(void waits.push(ms)),
    random: () => 1,
    ...given.client,
  });
  return { ...app, client, requests, waits, store };
}

/** What a promise comes to; rejects where that takes over 10 s. */
export async function deadline<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("It takes over 10 s")), 10_000);
  });
  try {
    return await Promise.race([late, work]);
  } finally {
    clearTimeout(timer);
  }
}

/** The event that stands at `position`: one a second, the last before now at 9. */
export function testEvent(position: number, given: Partial<LogEvent> = {}): LogEvent {
  return {
    origin: "9f3c5a01b2c4d5e",
    position,
    begin: position,
    end: position + 1,
    timestampMs: NOW_MS - 1000 * (10 - position),
    level: position % 2 === 0 ? "INFO" : "ERROR",
    service: position < 5 ? "payment-service" : "auth-service",
    message: `message number ${position}`,
    hostname: "edge-1",
    file: "app.log",
    fields: { order: `order_${position}` },
    ingestedMs: NOW_MS,
    ...given,
  };
}

/** So many of them, from 0. */
export function testEvents(count: number): LogEvent[] {
  return Array.from({ length: count }, (_, position) => testEvent(position));
}

/** The answer of an API that has a problem. */
export function problem(status: number, headers: Record<string, string> = {}): Response {
  const body = { type: "about:blank", title: "", status, detail: `Cannot answer: test ${status}` };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}
