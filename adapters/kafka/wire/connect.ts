import type { Socket } from "node:net";
import type { ISocketFactory } from "kafkajs";
import { createClient } from "../client.ts";
import { type KafkaOptions, TIMEOUTS } from "../options.ts";
import { type SocketEvidence, toConnectError } from "../translate_error.ts";
import { toConfigError } from "./error_codes.ts";
import type { Sockets } from "./sockets.ts";
import { assertAddress } from "./assert_address.ts";
import { checkVersions, readVersions } from "./versions.ts";
import { WireConnection } from "./wire_connection.ts";

/**
 * Connects to one broker and logs in. kafkajs does both; then the socket is taken from it. Rejects with
 * `UnavailableError`, or with ConfigError where the configuration cannot work.
 */
export async function connect(
  address: string,
  options: KafkaOptions,
  sockets: Sockets,
): Promise<WireConnection> {
  assertAddress(address);
  for (let tries = 1;; tries++) {
    const connection = await logIn(address, options, new SocketMaker(sockets));
    try {
      checkVersions(await readVersions(connection), address);
      return connection;
    } catch (error) {
      connection[Symbol.dispose]();
      const isHungUp = /closed it|was closed|reset/i.test((error as Error).message);
      if (!isHungUp || options.sasl !== null) throw error;
      if (tries === 2) throw toLoginMissing(address, error);
    }
  }
}

/** A broker that wants a login takes one question without, which kafkajs asks, and hangs up at the next. */
function toLoginMissing(address: string, cause: unknown): Error {
  return toConfigError(
    "KAFKA_SASL_MECHANISM",
    `Cannot connect to Kafka broker "${address}": it hangs up on whom it does not know; give ` +
      "KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD",
    cause,
  );
}

async function logIn(
  address: string,
  options: KafkaOptions,
  maker: SocketMaker,
): Promise<WireConnection> {
  const client = createClient(options, { brokers: [address], socketFactory: maker.make });
  const admin = client.admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
  } catch (error) {
    await admin.disconnect();
    throw toConnectError(error as Error, { address, options, evidence: maker });
  }
  const { requestMs } = { ...TIMEOUTS, ...options.timeouts };
  const { clientId } = options;
  const socket = await maker.take(() => admin.disconnect());
  return new WireConnection(socket, { address, clientId, timeoutMs: requestMs });
}

/** Remembers what happened to the sockets that kafkajs was given, and takes the last one back. */
class SocketMaker implements SocketEvidence {
  error: Error | null = null;
  first: Uint8Array | null = null;
  readonly #sockets: Sockets;
  #socket: Socket | null = null;
  #own: ReadonlySet<unknown> = new Set();

  constructor(sockets: Sockets) {
    this.#sockets = sockets;
  }

  readonly make: ISocketFactory = (place) => {
    let socket: Socket;
    try {
      socket = this.#sockets.make(place) as Socket;
    } catch (error) {
      this.error = error as Error;
      throw error;
    }
    socket.once("error", (error: Error) => this.error = error);
    socket.once("data", (chunk: Uint8Array) => this.first ??= chunk);
    this.#own = new Set(EVENTS.flatMap((event) => socket.listeners(event)));
    return this.#socket = socket;
  };

  /** `letGo` is to end what uses the socket so far: it stays open. */
  async take(letGo: () => Promise<void>): Promise<Socket> {
    const socket = this.#socket!;
    const keptOpen = Object.assign(socket, { end: () => socket, unref: () => socket });
    for (const event of EVENTS) {
      for (const listener of socket.listeners(event)) {
        if (!this.#own.has(listener)) socket.off(event, listener as () => void);
      }
    }
    await letGo();
    Reflect.deleteProperty(keptOpen, "end");
    Reflect.deleteProperty(keptOpen, "unref");
    return socket;
  }
}

const EVENTS = ["data", "end", "error", "timeout"] as const;
