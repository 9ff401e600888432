import { createRandom } from "../core/random.ts";
import { SERVICES, Words } from "./corpus_words.ts";

/** A: text lines of about 95 bytes. B: JSON lines of about 490 bytes. */
export type CorpusKind = "A" | "B";

/** Makes the lines of a corpus one by one. */
export interface CorpusLines {
  /** The next line, without line terminator. */
  next(): string;
  /** A line of the next time and the given message. */
  nextWith(message: string): string;
}

/** When the first line was written. */
export const CORPUS_START_MS: number = Date.UTC(2025, 9, 20);

/** Mean time between two lines. */
export const CORPUS_STEP_MS: Readonly<Record<CorpusKind, number>> = { A: 85, B: 175 };

/** The same kind and seed give the same lines. */
export function createCorpusLines(kind: CorpusKind, seed: number): CorpusLines {
  const words = new Words(createRandom(seed));
  const print = kind === "A" ? printText : createJsonPrinter(words);
  let timeMs = CORPUS_START_MS;
  const next = (message: string | null) => {
    timeMs += words.random() * 2 * CORPUS_STEP_MS[kind];
    return print(words, Math.floor(timeMs), message);
  };
  return { next: () => next(null), nextWith: next };
}

type Print = (words: Words, timeMs: number, message: string | null) => string;

/** `2025-10-20 00:00:07 INFO [payment-service] Payment completed for order order_45231`. */
function printText(words: Words, timeMs: number, message: string | null): string {
  const iso = new Date(timeMs).toISOString();
  const level = words.level();
  const text = message ?? words.message(level);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} ${level} [${
    words.pickSkewed(SERVICES)
  }] ${text}`;
}

/** An object with ten fields beside its time; most are access lines, most errors have a stack trace. */
function createJsonPrinter(words: Words): Print {
  const hosts = Array.from({ length: 60 }, (_, i) => `ip-10-0-${i >> 3}-${i * 7 % 250}.internal`);
  const agents = Array.from({ length: 40 }, () => toAgent(words));
  return (words, timeMs, message) => {
    const level = words.level();
    const isError = level === "ERROR";
    // Machines' clocks differ a little.
    const timestamp = new Date(timeMs + words.integer(-1500, 1500)).toISOString();
    const request = {
      timestamp,
      ip: words.address(),
      path: `/api/v${words.integer(1, 3)}/${words.pick(PATHS)}/${words.integer(1, 900_000)}`,
      status: words.pick(isError ? [500, 502, 503, 504] : [200, 200, 200, 201, 304, 404]),
      latency_ms: Math.floor(Math.exp(words.random() * 7.2)),
    };
    const at = words.random();
    const text = message ??
      (isError && at < 0.9
        ? toTrace(words)
        : at < 0.9
        ? toAccess(words, request, words.pick(agents))
        : words.message(level));
    return JSON.stringify({
      ...{ timestamp, level, service: words.pickSkewed(SERVICES), message: text },
      ...{ host: words.pick(hosts), trace_id: words.hex(32) },
      ...{ user_id: `u${words.integer(1, 2_000_000)}`, ip: request.ip, path: request.path },
      ...{ status: request.status, latency_ms: request.latency_ms },
    });
  };
}

interface AccessRequest {
  readonly timestamp: string;
  readonly ip: string;
  readonly path: string;
  readonly status: number;
  readonly latency_ms: number;
}

function toAccess(words: Words, request: AccessRequest, agent: string): string {
  const { timestamp, ip, path, status, latency_ms } = request;
  const method = words.pick(["GET", "GET", "GET", "POST", "PUT", "DELETE"]);
  return `${ip} - - [${timestamp}] "${method} ${path} HTTP/1.1" ${status} ` +
    `${words.integer(20, 90_000)} "https://shop.example.com/${words.pick(PATHS)}" "${agent}" ` +
    (latency_ms / 1000).toFixed(3);
}

function toTrace(words: Words): string {
  const frames = Array.from({ length: words.integer(4, 9) }, () => {
    return `\tat ${words.pick(METHODS)}(Source.java:${words.integer(10, 999)})`;
  });
  return [words.pick(EXCEPTIONS), ...frames].join("\n");
}

function toAgent(words: Words): string {
  const version = `${words.integer(90, 140)}.0.${words.integer(1000, 6999)}.${
    words.integer(10, 99)
  }`;
  return words.pick([
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}`,
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/${version} Safari/537.36`,
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/${version}`,
    `python-requests/2.31.${words.integer(0, 9)}`,
  ]);
}

const PATHS = ["orders", "users", "items", "payments", "carts"];
const EXCEPTIONS = [
  'java.lang.NullPointerException: Cannot invoke "Order.getId()" because "order" is null',
  "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request " +
  "timed out after 30000ms.",
  "java.net.SocketTimeoutException: Read timed out",
  "java.lang.IllegalStateException: Order already completed",
];
const METHODS = [
  "com.acme.orders.OrderController.create",
  "com.acme.orders.OrderRepository.save",
  "org.hibernate.engine.jdbc.spi.SqlExceptionHelper.convert",
  "org.springframework.web.servlet.FrameworkServlet.service",
  "java.base/java.lang.Thread.run",
  "com.zaxxer.hikari.pool.HikariPool.getConnection",
  "com.acme.payments.StripeClient.charge",
  "io.netty.channel.nio.NioEventLoop.processSelectedKey",
];
