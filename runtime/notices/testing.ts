import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Notice, NoticeAlert } from "../../core/alert/notice.ts";
import { CERTIFICATE, KEY } from "../../adapters/elasticsearch/testing/certificate.ts";

/** For tests: what a server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** For tests: a receiver that does what it is told. */
export interface TestReceiver extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** All so far. */
  readonly asked: readonly Asked[];
}

/** For tests: starts one on 127.0.0.1; `tls` has the certificate of `localhost`. */
export async function openReceiver(
  answer: (response: ServerResponse, asked: Asked) => void,
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<TestReceiver> {
  const asked: Asked[] = [];
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    request.setEncoding("utf8");
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method = "", url: path = "", headers } = request;
    asked.push({ method, path, headers, body });
    answer(response, asked.at(-1)!);
  };
  const server: Server = tls
    ? createTlsServer({ cert: CERTIFICATE, key: KEY }, onRequest)
    : createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    port,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** For tests: what a promise rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("Nothing happened in time")), 10_000);
  try {
    await Promise.race([work, late]);
  } catch (error) {
    return error as Error;
  } finally {
    clearTimeout(timer);
  }
  throw new Error("It did not fail");
}

/** For tests: never fires. */
export const NEVER: AbortSignal = new AbortController().signal;

/** For tests: a notice of one alert. */
export function makeNotice(
  alert: Partial<NoticeAlert> = {},
  notice: Partial<Notice> = {},
): Notice {
  return {
    id: "n-1",
    receiver: "ops",
    group: '[["rule","errors"]]',
    status: "firing",
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    alerts: [{
      fingerprint: "0123456789abcdef",
      rule: "errors",
      severity: "critical",
      status: "firing",
      labels: { service: "payment" },
      annotations: { summary: "12 errors of payment", runbook: "https://wiki.example.com/errors" },
      startsAtMs: Date.UTC(2026, 0, 2, 3, 4),
      endsAtMs: null,
      value: 12,
      link: "https://logs.example.com/?q=level%3AERROR",
      samples: [{
        timestampMs: Date.UTC(2026, 0, 2, 3, 3, 59, 123),
        level: "ERROR",
        service: "payment",
        message: "card declined",
      }],
      ...alert,
    }],
    more: 0,
    ...notice,
  };
}
