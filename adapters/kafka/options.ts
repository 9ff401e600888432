/** How to reach Kafka, and how LogFlow's topics are to be. Plain data but for `log` and `random`. */
export interface KafkaOptions {
  /** `host:port` of some brokers; they name the others. `KAFKA_BROKERS`. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs and quotas. */
  readonly clientId: string;
  /** How to log in; null = not. */
  readonly sasl: KafkaLogin | null;
  /** Null = no TLS. `ca`: certificates (PEM) trusted beside none else; null = those of the system. */
  readonly tls: { readonly ca: string | null } | null;
  /** Of topics that are created. */
  readonly partitions: number;
  /** Copies of each partition of topics that are created. */
  readonly replication: number;
  /** Of what is published. */
  readonly compression: "zstd" | "gzip" | "none";
  /** Put before the names of topics and groups. */
  readonly topicPrefix?: string;
  /** Told, once, what a person should know. */
  readonly log?: (message: string) => void;
  /** [0, 1), spreads the tries of many. */
  readonly random?: () => number;
  /** Replaced in tests. */
  readonly timeouts?: Partial<KafkaTimeouts>;
}

/** A user of the brokers. */
export interface KafkaLogin {
  /** As the brokers' `sasl.enabled.mechanisms` name it, in lower case. */
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  /** `KAFKA_SASL_USERNAME`. */
  readonly username: string;
  /** `KAFKA_SASL_PASSWORD`. */
  readonly password: string;
}

/** How long is waited for what, milliseconds. */
export interface KafkaTimeouts {
  /** Until a connection is made. */
  readonly connectMs: number;
  /** Until a request is answered. */
  readonly requestMs: number;
  /** A member of a group that was not heard of for so long is replaced; the brokers allow 6 s to 30 min. */
  readonly sessionMs: number;
  /** How long a subscription that ends waits for acknowledgements of what it has handed out. */
  readonly drainMs: number;
}

/** Where `timeouts` says nothing. */
export const TIMEOUTS: KafkaTimeouts = {
  connectMs: 5000,
  requestMs: 20_000,
  sessionMs: 8000,
  drainMs: 5000,
};

/** What ends waits at most so long, beside `drainMs`, for brokers that do not answer. */
export const LEAVE_MS = 2000;
