import { once } from "node:events";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { toAddress } from "../address.ts";
import { BLOCKED_ADDRESSES } from "./blocked_addresses.ts";
import { openDeadline } from "./open_deadline.ts";

/** Where to connect, and how. */
export interface SocketOptions {
  /** A name, or an address without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** The authority to trust, as PEM, null = the system's; undefined = without TLS. */
  readonly ca: string | null | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Finds addresses in place of the system: for tests. Deno then asks for the right to each address. */
  readonly lookup?: LookupFunction | undefined;
}

/** A receiver's address is one that is refused. */
export class BlockedError extends Error {}

/** This process may not talk to an address. */
export class NotAllowedError extends Error {}

/**
 * Connects to a receiver of notices, with TLS where that is asked for, unless its address is one of those that are
 * blocked: it is looked at after the name was resolved for this very connection, so no second answer of a name
 * server can put another in its place. The socket is the caller's to destroy; it ignores errors nobody listens to.
 */
export async function openSocket(options: SocketOptions): Promise<Socket> {
  const socket = await openPlain(options);
  const { ca, host, signal } = options;
  if (ca === undefined) return socket;
  const secured = connectTls({
    socket,
    ...isIP(host) ? { host } : { servername: host },
    ...ca !== null && { ca },
  });
  return await connected(secured, "secureConnect", signal);
}

async function openPlain(options: SocketOptions): Promise<Socket> {
  const { host, port, lookup, signal } = options;
  // Without the right to it, a connection to an address ends the process in place of failing.
  if (lookup === undefined) assertAllowed(toAddress(host, port));
  let family = 0;
  try {
    return await connectTo(options, 0, (used) => family = used);
  } catch (error) {
    if (signal.aborted || isIP(host) || family !== 6) throw error;
    // IPv6 may lead nowhere from here. (Deno's own second try has not the right that the name has.)
    return await connectTo(options, 4, () => {}).catch(() => {
      throw error;
    });
  }
}

function assertAllowed(host: string): void {
  if (Deno.permissions.querySync({ name: "net", host }).state === "granted") return;
  throw new NotAllowedError(host);
}

async function connectTo(
  { host, port, lookup, signal }: SocketOptions,
  family: 0 | 4,
  onFamily: (family: number) => void,
): Promise<Socket> {
  using deadline = openDeadline(CONNECT_MS_MAX, signal);
  const blockList = BLOCKED_ADDRESSES; // Asked right before it connects, also about a host that is an address.
  const fixed = { host, port, family, blockList, autoSelectFamily: false };
  const socket = connect(lookup === undefined ? fixed : { ...fixed, lookup });
  socket.once("lookup", (_error, _address, used) => onFamily(Number(used)));
  socket.setNoDelay(true);
  try {
    return await connected(socket, "connect", deadline.signal);
  } catch (error) {
    throw toBlocked(error);
  }
}

async function connected<S extends Socket>(
  socket: S,
  event: string,
  signal: AbortSignal,
): Promise<S> {
  socket.on("error", () => {}); // One that comes after it is given up, too.
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  }
}

function toBlocked(error: unknown): unknown {
  if ((error as { code?: unknown } | null)?.code !== "ERR_IP_BLOCKED") return error;
  return new BlockedError((error as Error).message.replace(/^.*: /, ""));
}

/** Twice this is far from the 30 s that a notice may take. */
const CONNECT_MS_MAX = 5_000;
