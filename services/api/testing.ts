import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Scope } from "../../core/api_key.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { Bus } from "../../ports/bus.ts";
import { openMemoryCache } from "../../adapters/memory/cache.ts";
import type { Cache } from "../../ports/cache.ts";
import type { LogReader } from "../../ports/log_store.ts";
import type { LogFields } from "../../runtime/log.ts";
import { Registry } from "../../runtime/prometheus.ts";
import { createKey, type NewKey } from "../../runtime/api_keys.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { MemoryState } from "../../adapters/memory/state_store.ts";
import { type AppSurroundings, createApp } from "./app.ts";
import { DOCS_ASSETS } from "./docs_assets.ts";
import { createMetrics } from "./metrics.ts";
import type { ApiOptions, ApiPorts } from "./ports.ts";

/** The time in tests: 2025-10-23T14:32:15.123Z. */
export const NOW_MS = 1_761_229_935_123;

/** Where the app of tests believes to listen. */
export const BASE = "http://127.0.0.1:8000";

/** What a test may put in place of the defaults. */
export interface TestPortsOptions {
  /** Methods in place of the array bus's. */
  readonly bus?: Partial<Bus>;
  /** The only methods the store has. */
  readonly store?: Partial<LogReader>;
  /** A state store in memory, or methods in place of those of a new one. */
  readonly state?: Partial<StateStore>;
  /** In place of an own one in memory. */
  readonly cache?: Cache;
  /** In place of {@linkcode NOW_MS}. */
  readonly now?: () => number;
  /** In place of one that is always well. */
  readonly checkCache?: () => Promise<unknown>;
}

/** Ports over a bus that keeps what is published in an array, and what was logged. */
export interface TestPorts {
  /** To give to the app. */
  readonly ports: ApiPorts;
  /** What the array bus took, in order. */
  readonly published: RawBatch[];
  /** Faults that were logged. */
  readonly logged: string[];
  /** What else was logged, with its fields. */
  readonly told: [message: string, fields: LogFields | undefined][];
}

/** Makes ports for one test. A method that the given bus and store lack is a fault. */
export function createTestPorts(given: TestPortsOptions = {}): TestPorts {
  const published: RawBatch[] = [];
  const logged: string[] = [];
  const told: TestPorts["told"] = [];
  let minted = 0;
  const now = given.now ?? (() => NOW_MS);
  const ports: ApiPorts = {
    bus: { ...arrayBus(published), ...given.bus } as Bus,
    store: (given.store ?? {}) as LogReader,
    state: given.state instanceof MemoryState
      ? given.state
      : Object.assign(new MemoryState(), given.state),
    cache: given.cache ?? openMemoryCache({ now }),
    checkCache: given.checkCache ?? (() => Promise.resolve()),
    now,
    random: (bytes) => new Uint8Array(bytes).fill(++minted),
    log: {
      info: (message, fields) => void told.push([message, fields]),
      warn: (message) => logged.push(message),
      error: (message) => logged.push(message),
    },
  };
  return { ports, published, logged, told };
}

/** The same, and how the app is run. */
export interface TestAppOptions extends TestPortsOptions {
  /** In place of 127.0.0.1:8000 and so on. */
  readonly options?: Partial<ApiOptions>;
  /** What ends the app. */
  readonly signals?: AppSurroundings;
}

/** An app to send requests to. */
export interface TestApp extends TestPorts {
  /** The app itself. */
  readonly app: OpenAPIHono;
  /** Sends a request; a path is on {@linkcode BASE}. */
  send(path: string, init?: SendInit): Promise<Response>;
  /** Pushes a body, as JSON unless the headers say otherwise. */
  push(body: BodyInit, headers?: Record<string, string>, query?: string): Promise<Response>;
}

/** A request, and the address that it comes from; 127.0.0.1 unless told. */
export type SendInit = RequestInit & { readonly from?: string };

/** Makes an app for one test. */
export function createTestApp(given: TestAppOptions = {}): TestApp {
  const made = createTestPorts(given);
  const options = {
    host: "127.0.0.1",
    port: 8000,
    hostname: "edge-1",
    timeZone: "UTC",
    version: "0.0.0",
    ...given.options,
  };
  const { registry = new Registry() } = given.options ?? {};
  const app = createApp(made.ports, options, {
    createMetrics: (sources) => createMetrics({ registry, ...sources }),
    ...{ docs: DOCS_ASSETS, ...given.signals },
  });
  const send = async (path: string, { from = "127.0.0.1", ...init }: SendInit = {}) => {
    const env = { remoteAddr: { hostname: from }, completed: Promise.resolve() };
    return await app.request(path.startsWith("/") ? BASE + path : path, init, env);
  };
  const push = (body: BodyInit, headers: Record<string, string> = {}, query = "") => {
    const type = { "content-type": "application/json" };
    return send(`/api/v1/logs${query}`, { method: "POST", body, headers: { ...type, ...headers } });
  };
  return { ...made, app, send, push };
}

/** Headers with a new key of these scopes, which the app of the ports takes. */
export async function makeKeyHeaders(
  { ports }: TestPorts,
  scopes: readonly Scope[],
  rest: Partial<NewKey> = {},
): Promise<{ authorization: string }> {
  const wanted = {
    name: "test",
    scopes,
    expiresMs: null,
    rateMax: null,
    createdBy: "cli",
    ...rest,
  };
  const { text } = (await createKey(ports.state, wanted, ports))!;
  return { authorization: `Bearer ${text}` };
}

/** The texts of all events of batches, in order. */
export function textsOf(batches: readonly RawBatch[]): string[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return batches.flatMap(({ bytes, slices, positions }) =>
    Array.from(positions, (_, i) => {
      return decoder.decode(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!));
    })
  );
}

function arrayBus(published: RawBatch[]): Partial<Bus> {
  return {
    publish: (_topic, batches) => {
      // What a bus took is its own; the bytes are given back afterwards.
      published.push(...batches.map((batch) => ({ ...batch, bytes: batch.bytes.slice() })));
      return Promise.resolve();
    },
    status: () => {
      const none = { published: 0, kept: 0, bytes: 0, bytesMax: 1, groups: [] };
      return Promise.resolve({ epoch: "test", ...none });
    },
  };
}
