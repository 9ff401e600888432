import type { Certificate } from "./certificate.ts";
import type { Tools } from "./tools.ts";

/** The servers that LogFlow can stand on, as {@linkcode TestServers} names them. */
export type ServerName = "kafka" | "elasticsearch" | "postgres" | "redis";

/** What a server is to be like; without any: no password, no TLS. */
export interface ServerOptions {
  /**
   * Kafka: user `logflow` with SASL PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512; PostgreSQL: user `postgres` with
   * SCRAM-SHA-256; Redis: `requirepass`. Not for Elasticsearch.
   */
  readonly password?: string;
  /** The server speaks TLS, and nothing else. Not for Elasticsearch. */
  readonly tls?: Certificate;
  /** As it would be in production: more memory, and Java compiled to the end. For measuring. */
  readonly isTuned?: boolean;
  /** The server's own settings, by the names it has for them; they win over what the tests set. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Flags of Java with a heap of so many MiB. Less compiling halves the CPU that starting takes; tests are as fast. */
export function toJavaFlags({ isTuned = false }: ServerOptions): string[] {
  const compiling = isTuned ? ["-XX:+UseG1GC"] : ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const heap = isTuned ? "1g" : "512m";
  return [`-Xms${heap}`, `-Xmx${heap}`, ...compiling];
}

/** Where one server lives. */
export interface ServerSite {
  /** Absolute path of its folder, which is there; everything that it writes is below. */
  readonly home: string;
  /** Of 127.0.0.1; the first is for clients. */
  readonly ports: readonly number[];
  readonly options: ServerOptions;
  readonly tools: Tools;
}

/** How to run one kind of server. */
export interface ServerKind {
  /** How many ports it listens on. */
  readonly portCount: number;
  /** Ends it in good order without waiting for its clients. */
  readonly stopSignal: Deno.Signal;
  /** Ends it for good, at once; what it keeps outside its folder goes too. */
  readonly endSignal: Deno.Signal;
  /** Writes its configuration, and makes its data where there is none. Throws where `options` cannot be had. */
  prepare(site: ServerSite): Promise<void>;
  /** The program and its arguments. */
  toCommand(site: ServerSite): readonly string[];
  /** Whether it serves clients; `log` is what it has printed since this start. */
  isReady(site: ServerSite, log: string): boolean | Promise<boolean>;
  /** As {@linkcode TestServers} has it, with user and password where its URL can carry them. */
  toAddress(site: ServerSite): string;
}
