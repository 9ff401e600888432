import { freePort } from "../e2e/pipeline_process.ts";
import { type OpenServer, openServer } from "./open_server.ts";
import type { ServerKind, ServerName, ServerOptions } from "./server_kind.ts";
import { SERVER_KINDS } from "./server_kinds.ts";
import { findTools } from "./tools.ts";

export { type Certificate, makeCertificate } from "./certificate.ts";
export type { OpenServer } from "./open_server.ts";
export type { ServerName, ServerOptions } from "./server_kind.ts";

/** What it is to be like, and who may end the wait for it. */
export interface OwnServerOptions extends ServerOptions {
  /** Once it fires, starting it ends with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Whether {@linkcode openOwnServer} works for this kind here; a test that needs it is ignored otherwise. */
export function canOpenOwnServer(name: ServerName): boolean {
  return findTools()[name] !== null;
}

/**
 * Starts a server that belongs to one test, on free ports of 127.0.0.1, with its data in a temporary folder.
 * It is ready when this resolves. Disposing kills it and removes its data; if this process dies, so does it.
 * Throws an Error with the end of its log where it does not start.
 */
export async function openOwnServer(
  name: ServerName,
  options: OwnServerOptions = {},
): Promise<OpenServer> {
  for (let tries = 1;; tries++) {
    try {
      return await openOnFreePorts(SERVER_KINDS[name], options);
    } catch (error) {
      options.signal?.throwIfAborted();
      // Between choosing a port and listening on it, somebody else may have taken it.
      if (tries === TRIES_MAX || !/address already in use/i.test((error as Error).message)) {
        throw new Error(`Cannot start ${name}: ${(error as Error).message}`, { cause: error });
      }
    }
  }
}

const TRIES_MAX = 3;

async function openOnFreePorts(
  kind: ServerKind,
  { signal, ...options }: OwnServerOptions,
): Promise<OpenServer> {
  const home = await makeHome();
  const remove = () => Deno.remove(home, { recursive: true });
  const ports = Array.from({ length: kind.portCount }, freePort);
  try {
    const server = await openServer(kind, { home, ports, options, tools: findTools() }, { signal });
    const close = async () => {
      await server[Symbol.asyncDispose]();
      await remove();
    };
    return { ...server, [Symbol.asyncDispose]: close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A temporary folder that a server may reach that runs as another user. */
async function makeHome(): Promise<string> {
  const home = await Deno.makeTempDir({ prefix: "logflow-server-" });
  await Deno.chmod(home, 0o755);
  return home;
}
