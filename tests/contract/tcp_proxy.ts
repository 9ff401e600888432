/** For tests: stands between a client and a server, and can be as bad as a network. */
export class TcpProxy implements AsyncDisposable {
  /** Where clients connect to. */
  readonly port: number;
  /** How many connections were made. */
  accepted = 0;
  readonly #target: Deno.ConnectOptions;
  #listener: Deno.Listener;
  /** How it treats what comes. */
  #mode: "pass" | "stall" | "close" = "pass";
  readonly #open = new Set<Deno.Conn>();
  #accepting: Promise<void>;
  readonly #running = new Set<Promise<void>>();

  /** Listens on a free port of 127.0.0.1; `target` is `HOST:PORT`. */
  constructor(target: string) {
    const [hostname, port] = target.split(":");
    this.#target = { hostname: hostname!, port: Number(port) };
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#accepting = this.#accept();
  }

  /** As if the server was killed: all connections end, and nobody listens. */
  async stop(): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#accepting;
  }

  /** As if it was started again. */
  start(): void {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.port });
    this.#accepting = this.#accept();
  }

  /** Ends all connections; new ones are accepted. */
  cut(): void {
    for (const conn of this.#open) conn.close();
    this.#open.clear();
  }

  /** `stall`: nothing gets through, as with a cable pulled; `close`: connections are closed as soon as made. */
  set mode(mode: "pass" | "stall" | "close") {
    this.#mode = mode;
  }

  /** Ends all. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop();
    } catch {
      // It is stopped.
    }
    await Promise.all(this.#running);
  }

  #run(work: Promise<void>): void {
    const running = work.catch(() => {}).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      this.accepted++;
      if (this.#mode === "close") {
        client.close();
        continue;
      }
      this.#open.add(client);
      this.#run(this.#serve(client));
    }
  }

  async #serve(client: Deno.Conn): Promise<void> {
    const server = await Deno.connect(this.#target);
    if (!this.#open.has(client)) return server.close();
    this.#open.add(server);
    await Promise.all([this.#copy(client, server), this.#copy(server, client)]);
    for (const conn of [client, server]) {
      if (this.#open.delete(conn)) conn.close();
    }
  }

  async #copy(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        if (this.#mode === "stall") continue;
        for (let at = 0; at < count;) at += await to.write(buffer.subarray(at, count));
      }
    } catch {
      // The other end went away.
    }
    if (this.#open.delete(to)) to.close();
  }
}
