/** Where Elasticsearch is, who we are, and the names of what LogFlow keeps there. */
export interface ElasticOptions {
  /** `http://` or `https://` with host, port and perhaps a path; requests go to each in turn. At least one. */
  readonly urls: readonly string[];
  /** Null = the server asks for none. */
  readonly auth: ElasticAuth | null;
  /** PEM of the authority that signed the server's certificate; null = those that Deno trusts. */
  readonly ca: string | null;
  /** Told, in a sentence, what a person should look at. */
  readonly log: (message: string) => void;
  /** After which a request counts as failed; 30 s unless told otherwise. */
  readonly requestTimeoutMs?: number;
  /** Connections to each address; 16 unless told otherwise. */
  readonly connectionsMax?: number;
  /** Beginning of the names of the indices of events, before the day; `logs-`. */
  readonly prefix?: string;
  /** The alias that all of them have, and by which they are read; `logflow`. */
  readonly alias?: string;
  /** The index template; `logflow`. */
  readonly template?: string;
  /** The index of positions; `logflow-state`. */
  readonly state?: string;
  /** Of an index; 1. */
  readonly shards?: number;
  /** Of an index; 1. */
  readonly replicas?: number;
  /** Fields of one day's index that can be searched by name; 10,000. A field with numbers takes two. */
  readonly fieldsMax?: number;
}

/** How LogFlow proves who it is. */
export type ElasticAuth =
  | { readonly apiKey: string }
  | { readonly username: string; readonly password: string };

/** {@linkcode ElasticOptions} with nothing left open. */
export type ElasticSettings = Required<ElasticOptions>;

/** Fills in what was left open. */
export function toSettings(options: ElasticOptions): ElasticSettings {
  return {
    requestTimeoutMs: 30_000,
    connectionsMax: 16,
    prefix: "logs-",
    alias: "logflow",
    template: "logflow",
    state: "logflow-state",
    shards: 1,
    replicas: 1,
    fieldsMax: 10_000,
    ...options,
  };
}
