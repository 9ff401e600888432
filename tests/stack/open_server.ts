import type { ServerKind, ServerSite } from "./server_kind.ts";
import {
  childrenOf,
  isRunning,
  sendSignal,
  type ServerProcess,
  spawnServer,
} from "./server_process.ts";

/** A server that its owner may stop and start; one call at a time. */
export interface OpenServer extends AsyncDisposable {
  /** For clients, as `TestServers` has it. */
  readonly address: string;
  /** Of 127.0.0.1, for clients. */
  readonly port: number;
  /** Its folder: configuration, data, log. */
  readonly home: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: () => number;
  /** Ends it in good order. */
  readonly stop: () => Promise<void>;
  /** Ends it at once (SIGKILL), with all its processes. */
  readonly kill: () => Promise<void>;
  /** Starts it again where it was stopped or killed, with the same ports and data; resolves when it is ready. */
  readonly start: () => Promise<void>;
  /** It stays connected, but does nothing (SIGSTOP) until `resume`. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** What it printed since it was started last. */
  readonly log: () => string;
}

/** What may be said when opening one. */
export interface OpenServerOptions {
  /** Ends waiting until it is ready; the server is killed then. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it goes on when this process ends. */
  readonly outlives?: boolean;
}

/** Starts the server and waits until it is ready. Throws an Error with the
 * end of its log where it does not start. */
export async function openServer(
  kind: ServerKind,
  site: ServerSite,
  { signal, outlives = false }: OpenServerOptions = {},
): Promise<OpenServer> {
  const logPath = `${site.home}/log`;
  const log = () => Deno.readTextFileSync(logPath);
  let server: ServerProcess;
  const kill = () => killServer(server);
  const start = async () => {
    await kind.prepare(site);
    signal?.throwIfAborted();
    await Deno.writeTextFile(logPath, "");
    server = spawnServer({ command: kind.toCommand(site), logPath, outlives });
    try {
      await waitUntilReady(server, async () => await kind.isReady(site, log()), signal);
    } catch (error) {
      await kill();
      if (signal?.aborted) throw signal.reason;
      throw new Error(`${(error as Error).message}\n${lastLines(log())}`);
    }
  };
  await start();
  return {
    address: kind.toAddress(site),
    port: site.ports[0]!,
    home: site.home,
    pid: () => server.pid,
    start,
    kill,
    stop: () => stopServer(server, kind.stopSignal),
    pause: () => server.signal("SIGSTOP"),
    resume: () => server.signal("SIGCONT"),
    log,
    [Symbol.asyncDispose]: () => stopServer(server, kind.endSignal),
  };
}

async function waitUntilReady(
  server: ServerProcess,
  isReady: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const end = performance.now() + READY_MS_MAX;
  for (;;) {
    signal?.throwIfAborted();
    const status = server.status();
    if (status !== null) {
      throw new Error(`it ended with ${status.signal ?? status.code}`);
    }
    if (await isReady()) return;
    if (performance.now() > end) {
      throw new Error(`not ready after ${READY_MS_MAX / 1000} s`);
    }
    await pause(POLL_MS);
  }
}

/** A machine with two cores, all four at once, and somebody else's work on it. */
const READY_MS_MAX = 120_000;

const POLL_MS = 50;

async function stopServer(server: ServerProcess, signal: Deno.Signal): Promise<void> {
  server.signal("SIGCONT"); // It may be paused.
  server.signal(signal);
  const timer = setTimeout(() => server.signal("SIGKILL"), STOP_MS_MAX);
  await server.ended;
  clearTimeout(timer);
}

const STOP_MS_MAX = 30_000;

async function killServer(server: ServerProcess): Promise<void> {
  if (server.status() !== null) return;
  const children = await childrenOf(server.pid); // PostgreSQL has one for each client.
  server.signal("SIGKILL");
  await server.ended;
  for (const pid of children) sendSignal(pid, "SIGKILL");
  while ((await Promise.all(children.map(isRunning))).includes(true)) await pause(POLL_MS);
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-TOLD_LINES).join("\n");
}

const TOLD_LINES = 20;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
