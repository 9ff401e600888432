import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { wait } from "../../runtime/wait.ts";
import type { KafkaOptions } from "./options.ts";
import { connect } from "./wire/connect.ts";
import { CODE, toCodeError } from "./wire/error_codes.ts";
import { findCoordinator } from "./wire/group_requests.ts";
import { readMetadata, type TopicMetadata } from "./wire/metadata.ts";
import { Sockets } from "./wire/sockets.ts";
import type { WireConnection } from "./wire/wire_connection.ts";

/** A topic that there is. */
export interface KafkaTopic extends TopicMetadata {
  /** Its full name. */
  readonly name: string;
  /** UUID of this incarnation, 32 hex digits. */
  readonly id: string;
}

/** The brokers: connections to them, and who leads and coordinates what. */
export class Cluster implements Disposable {
  /** How to reach them. */
  readonly options: KafkaOptions;
  /** Those of its connections; clients of kafkajs that end with it use them too. */
  readonly sockets = new Sockets();
  readonly #connections = new Map<string, Promise<WireConnection>>();
  readonly #open = new Set<WireConnection>();
  readonly #topics = new Map<string, Promise<KafkaTopic>>();
  readonly #coordinators = new Map<string, string>();
  #known: readonly string[];
  #isClosed = false;
  /** The configuration worked: what looks like a fault of it later is one of a broker that starts, and heals. */
  #isProven = false;

  /** Connects when something is asked for. */
  constructor(options: KafkaOptions) {
    this.options = options;
    this.#known = options.brokers;
  }

  /** A connection of the caller's own, which disposes it. */
  async connect(address: string): Promise<WireConnection> {
    this.#assertOpen();
    const connection = await this.#connect(address);
    for (const old of this.#open) if (!old.isOpen) this.#open.delete(old);
    this.#open.add(connection);
    if (this.#isClosed) connection[Symbol.dispose]();
    return connection;
  }

  /** One that callers share; `purpose` keeps long requests apart from short ones. */
  async share(address: string, purpose: "control" | "produce"): Promise<WireConnection> {
    const key = `${purpose} ${address}`;
    const known = this.#connections.get(key);
    if (known !== undefined) {
      const connection = await known;
      if (connection.isOpen) return connection;
    }
    if (this.#connections.get(key) === known) {
      const made = this.connect(address);
      this.#connections.set(key, made);
      made.catch(() => {
        if (this.#connections.get(key) === made) this.#connections.delete(key);
      });
    }
    return await this.#connections.get(key)!;
  }

  /**
   * Does `work` with a shared connection; once more with a new one where it turns out that the broker had ended
   * it meanwhile, as brokers do with what is idle, or was logged in for long.
   */
  async ask<T>(address: string, work: (connection: WireConnection) => Promise<T>): Promise<T> {
    const isKnown = this.#connections.has(`control ${address}`);
    const connection = await this.share(address, "control");
    try {
      return await work(connection);
    } catch (error) {
      if (!isKnown || connection.isOpen) throw error;
      return await work(await this.share(address, "control"));
    }
  }

  /** Does `work` with any broker; tries them all. */
  async any<T>(work: (connection: WireConnection) => Promise<T>): Promise<T> {
    let failure: unknown = new UnavailableError("Cannot reach Kafka: no broker is known");
    for (const address of new Set([...this.#known, ...this.options.brokers])) {
      this.#assertOpen();
      try {
        return await this.ask(address, work);
      } catch (error) {
        // A broker that is away says less than one that refuses us.
        if (failure instanceof UnavailableError) failure = error;
      }
    }
    throw failure;
  }

  /** What the brokers say of a topic, as it was last told. Rejects with `UnavailableError` where there is none. */
  topic(name: string): Promise<KafkaTopic> {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = this.#readTopic(name);
      this.#topics.set(name, topic);
      topic.catch(() => this.forget(name));
    }
    return topic;
  }

  /** To be asked anew: what was said of the topic did not hold, or is old. */
  forget(topic: string): void {
    this.#topics.delete(topic);
  }

  /** What the brokers say now; null `id` where there is no such topic. */
  async describe(topic: string | null): Promise<TopicMetadata> {
    const found = await this.any((connection) => readMetadata(connection, topic));
    if (found.brokers.length > 0) this.#known = found.brokers;
    return found;
  }

  /** Does `work` with the coordinator of a group, which may be asked for anew once, and may have to be waited for. */
  async coordinator<T>(
    group: string,
    work: (connection: WireConnection) => Promise<{ readonly error: number; readonly result: T }>,
  ): Promise<T> {
    for (let tries = 1;; tries++) {
      const address = await this.#findCoordinator(group);
      const { error, result } = await this.ask(address, work).catch((error) => {
        this.#coordinators.delete(group);
        throw error;
      });
      if (error === 0) return result;
      if (error === CODE.coordinatorLoading && tries < TRIES_MAX) {
        await wait(PAUSE_MS);
        continue;
      }
      const isMoved = error === CODE.notCoordinator || error === CODE.coordinatorNotAvailable;
      if (isMoved) this.#coordinators.delete(group);
      if (!isMoved || tries > 1) throw toCodeError(error, `ask for group "${group}"`);
    }
  }

  /** Closes all connections, also those that are being made; what waits for an answer is rejected. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const connection of this.#open) connection[Symbol.dispose]();
    this.sockets[Symbol.dispose]();
  }

  async #connect(address: string): Promise<WireConnection> {
    try {
      const connection = await connect(address, this.options, this.sockets);
      this.#isProven = true;
      return connection;
    } catch (error) {
      if (!this.#isProven || !(error instanceof ConfigError)) throw error;
      if (error.faults[0]?.key === "KAFKA_BROKERS") throw error;
      throw new UnavailableError(error.message, { cause: error });
    }
  }

  async #readTopic(name: string): Promise<KafkaTopic> {
    const found = await this.describe(name);
    if (found.id === null) throw toCodeError(found.error, `use Kafka topic "${name}"`);
    return { ...found, name, id: found.id };
  }

  /** New brokers make what it takes when they are first asked. */
  async #findCoordinator(group: string): Promise<string> {
    for (let tries = 1;; tries++) {
      const known = this.#coordinators.get(group);
      if (known !== undefined) return known;
      const { error, address } = await this.any((connection) => findCoordinator(connection, group));
      if (error === 0) this.#coordinators.set(group, address);
      else if (error !== CODE.coordinatorNotAvailable || tries === TRIES_MAX) {
        throw toCodeError(error, `find who coordinates "${group}"`);
      } else await wait(PAUSE_MS);
    }
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Error("Cannot use the Kafka bus: it is closed");
  }
}

const TRIES_MAX = 15;
const PAUSE_MS = 100;
