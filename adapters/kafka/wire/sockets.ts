import net, { type Socket } from "node:net";
import tls from "node:tls";
import type { ISocketFactory } from "kafkajs";
import { tryOneAddress } from "../../../runtime/one_address.ts";

/** Makes the sockets of clients of kafkajs. Disposing ends them all at once, whatever waits for an answer. */
export class Sockets implements Disposable {
  readonly #open = new Set<Socket>();
  #isClosed = false;

  /** For a client. Throws where the service may not reach the host, and after disposing. */
  readonly make: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.#isClosed) throw new Error("Cannot use the Kafka bus: it is closed");
    tryOneAddress();
    const place = { host, port, ...!net.isIP(host) && { servername: host } };
    const socket = ssl
      ? tls.connect({ ...place, ...ssl }, onConnect)
      : net.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.setNoDelay(true); // Otherwise small requests wait 40 ms for the answers of earlier ones.
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
    return socket;
  };

  [Symbol.dispose](): void {
    this.#isClosed = true;
    const error = new Error("it was closed");
    for (const socket of this.#open) socket.destroy(error);
  }
}

const KEEP_ALIVE_MS = 60_000;
