// Made from /openapi.json by `deno task openapi`; a test compares it with what that makes.
import type { LogDocument } from "../core/event.ts";
import type { TrimmedDocument } from "../core/trim_document.ts";

/** An alert that fires */
export interface Alert {
  /** Who has seen it, so that nobody is told any more; null = nobody */
  readonly acknowledged: {
    /**
     * Format: date-time
     * When
     */
    readonly at: string;
    /** Visible prefix of a key, `loopback` or `cli` */
    readonly by: string;
    /** Perhaps empty */
    readonly comment: string;
  } | null;
  /** The rule's texts, with their values */
  readonly annotations: {
    readonly [key: string]: string;
  };
  /**
   * Of the rule and the group: the same whenever it fires
   * @example 54ef94c35a613f60
   */
  readonly fingerprint: string;
  /**
   * Format: date-time
   * Beginning of the window that fired first: `from` of `/api/v1/logs`
   */
  readonly from: string;
  /**
   * Those of the rule, and the fields that make the group
   * @example {
   *       "service": "payment-service"
   *     }
   */
  readonly labels: {
    readonly [key: string]: string;
  };
  /** Finds its events: `q` of `/api/v1/logs` */
  readonly query: string;
  /**
   * Name of the rule
   * @example Error rate
   */
  readonly rule: string;
  /**
   * Of the rule
   * @enum {string}
   */
  readonly severity: "info" | "warning" | "critical";
  /** The silence that keeps it from being told the longest; null = there is none */
  readonly silenced: {
    /** Its author */
    readonly by: string;
    /** Perhaps empty */
    readonly comment: string;
    /** Of the silence */
    readonly id: string;
    /**
     * Format: date-time
     * When it ends
     */
    readonly to: string;
  } | null;
  /**
   * Format: date-time
   * When it began, to the rule's interval
   */
  readonly started_at: string;
  /** Whom its rule names, and how it stands with each */
  readonly told: readonly {
    /** Its name */
    readonly receiver: string;
    /**
     * `failing`: it did not take it yet; `unknown`: there is no receiver of this name
     * @enum {string}
     */
    readonly state: "told" | "waiting" | "failing" | "unknown";
  }[];
  /** Of the last window in which it fired; null = it had none */
  readonly value: number | null;
}

/** What is given to acknowledge an alert */
export interface AlertAckInput {
  /**
   * What is known of it, or is being done
   * @default
   * @example The database is being restarted
   */
  readonly comment?: string;
}

/** A change of the state of one group of a rule */
export interface AlertChange {
  /**
   * Format: date-time
   * When it was found
   */
  readonly at: string;
  /**
   * Of the rule and the group: the same whenever it fires
   * @example 54ef94c35a613f60
   */
  readonly fingerprint: string;
  /**
   * Those of the rule, and the fields that make the group
   * @example {
   *       "service": "payment-service"
   *     }
   */
  readonly labels: {
    readonly [key: string]: string;
  };
  /**
   * Name of the rule
   * @example Error rate
   */
  readonly rule: string;
  /**
   * The new one
   * @enum {string}
   */
  readonly state: "ok" | "pending" | "firing";
  /** Of that window; null = it had none */
  readonly value: number | null;
  /**
   * Format: date-time
   * End of the window it came with
   */
  readonly window_end: string;
}

/** Some of the alerts that fire */
export interface AlertPage {
  /** In their order */
  readonly items: readonly Alert[];
  /** How many more fire, beyond the worst 10,000 */
  readonly more: number;
  /** null after the last page */
  readonly next_cursor: string | null;
  /** What keeps alerting from its work; null = nothing */
  readonly problem: string | null;
  /**
   * Format: date-time
   * Windows that end by then are judged, but for each rule's lateness; null = `alert` never acted
   */
  readonly progress_at: string | null;
  /**
   * Format: date-time
   * As of when; null = `alert` never acted
   */
  readonly written_at: string | null;
}

/** An API key, without its text */
export interface ApiKey {
  /**
   * Format: date-time
   * When it was made
   */
  readonly created_at: string;
  /** Prefix of a key, or `cli`, `loopback` */
  readonly created_by: string;
  /**
   * Format: date-time
   * From when on it is of no use; null = never
   */
  readonly expires_at: string | null;
  /**
   * 10 letters and digits
   * @example 4fT0pQx2Zk
   */
  readonly id: string;
  /**
   * Format: date-time
   * To the minute; null = it never was
   */
  readonly last_used_at: string | null;
  /** What it is called */
  readonly name: string;
  /** What of the key may be seen: `lf_<id>` */
  readonly prefix: string;
  /** Requests a minute; 0 = any number, null = as configured */
  readonly rate_max: number | null;
  /** As in the ETag: `"7"` for 7 */
  readonly revision: number;
  /** What it may be used for */
  readonly scopes: readonly ("read" | "ingest" | "admin")[];
}

/** What is wanted of a new key */
export interface ApiKeyInput {
  /**
   * Format: logflow-time
   * In place of `ttl`: until when, a time to come
   * @default null
   * @example 2030-01-01T00:00:00Z
   */
  readonly expires_at?: string | null;
  /**
   * What it is called
   * @example Checkout of shop-1
   */
  readonly name: string;
  /**
   * Requests a minute; 0 = any number, null = as configured
   * @default null
   */
  readonly rate_max?: number | null;
  /** What it may be used for; `admin` has the others in it */
  readonly scopes: readonly ("read" | "ingest" | "admin")[];
  /**
   * Format: logflow-duration
   * For how long; null = for ever
   * @default null
   * @example 90d
   */
  readonly ttl?: string | null;
}

/** What rules would have found */
export interface Backtest {
  /** In order of their beginning, at most 1000 */
  readonly alerts: readonly {
    /**
     * When it was over; null = it still fired at the end: ISO 8601, UTC; years beyond 0–9999 have six digits and a sign
     * @example 2025-10-23T14:32:15.000Z
     */
    readonly ends_at: string | null;
    readonly labels: {
      readonly [key: string]: string;
    };
    /** Of the values of its windows the one that is farthest beyond the threshold */
    readonly peak: number | null;
    readonly rule: string;
    /**
     * End of the first window: ISO 8601, UTC; years beyond 0–9999 have six digits and a sign
     * @example 2025-10-23T14:32:15.000Z
     */
    readonly starts_at: string;
  }[];
  /** Whether that is as far as was asked for; else it took too long */
  readonly complete: boolean;
  /**
   * As asked for: ISO 8601, UTC; years beyond 0–9999 have six digits and a sign
   * @example 2025-10-23T14:32:15.000Z
   */
  readonly from: string;
  /** How many more there are */
  readonly more_alerts: number;
  /** Those that the rules name */
  readonly receivers: readonly {
    readonly name: string;
    /** How many it would have been told */
    readonly notices: number;
  }[];
  /** Those given, then those kept */
  readonly rules: readonly {
    /** How often it would have fired */
    readonly alerts: number;
    /** Of these: for which there was no room, so that groups or values are left out */
    readonly crowded: number;
    /** How many its windows were made of */
    readonly events: number;
    readonly name: string;
  }[];
  /**
   * How far it got: ISO 8601, UTC; years beyond 0–9999 have six digits and a sign
   * @example 2025-10-23T14:32:15.000Z
   */
  readonly to: string;
  /** Milliseconds */
  readonly took_ms: number;
}

/** Which rules over which time */
export interface BacktestInput {
  /**
   * Format: logflow-time
   * Windows that end after it are judged: ISO 8601, epoch ms, `now-7d`, or `7d` (ago)
   * @example now-7d
   */
  readonly from: string;
  /**
   * Names of rules that are kept
   * @default []
   */
  readonly kept?: readonly string[];
  /**
   * As rules are made, with names of their own, enabled or not; they are not kept
   * @default []
   */
  readonly rules?: readonly RuleInput[];
  /**
   * Format: logflow-time
   * Up to this time; now when missing
   */
  readonly to?: string;
}

/** How many events match */
export interface Count {
  /** Exact */
  readonly count: number;
}

/** That old events are to go, and what became of it */
export interface Deletion {
  /**
   * Format: date-time
   * When it was asked for
   */
  readonly asked_at: string;
  /** The visible part of a key, or `loopback` */
  readonly asked_by: string;
  /**
   * Format: date-time
   * What happened before this goes
   */
  readonly before: string;
  /**
   * Format: date-time
   * When it was done; null = not yet
   */
  readonly done_at: string | null;
  /** To ask what became of it */
  readonly id: string;
  /** How many older ones are there, as they share a part of the store with newer ones; null where that is not known now */
  readonly kept: number | null;
  /** How many events went; null = not yet */
  readonly removed: number | null;
}

/** An event among its neighbours in its source */
export interface EventContext {
  /** The nearest first */
  readonly after: readonly LogDocument[];
  /** The nearest last */
  readonly before: readonly LogDocument[];
  /** An event */
  readonly event: LogDocument;
}

/** The most frequent values of fields */
export interface Facets {
  /** By field; the most frequent first, ties by value */
  readonly facets: {
    readonly [key: string]: readonly {
      /** Matches that have it */
      readonly count: number;
      /** As text */
      readonly value: string;
    }[];
  };
}

/** That the service is alive */
export interface Health {
  /**
   * Always
   * @enum {string}
   */
  readonly status: "ok";
}

/** How many events match in each interval of time */
export interface Histogram {
  /** In order of time, empty ones included */
  readonly buckets: readonly {
    /** Their number for each value of `by` that occurs in it */
    readonly by?: {
      readonly [key: string]: number;
    };
    /** Matches within it */
    readonly count: number;
    /**
     * Inclusive: ISO 8601, UTC; years beyond 0–9999 have six digits and a sign
     * @example 2025-10-23T14:32:15.000Z
     */
    readonly start: string;
  }[];
  /** Length of each bucket, milliseconds */
  readonly interval_ms: number;
}

/** What became of a push */
export interface IngestResult {
  /** Events that are durable now */
  readonly accepted: number;
  /** In order of index */
  readonly rejected: readonly {
    /** What is wrong with it */
    readonly error: string;
    /** From 0; blank lines do not count */
    readonly index: number;
  }[];
}

/** An API key that was just made, with its text */
export interface NewApiKey {
  /**
   * Format: date-time
   * When it was made
   */
  readonly created_at: string;
  /** Prefix of a key, or `cli`, `loopback` */
  readonly created_by: string;
  /**
   * Format: date-time
   * From when on it is of no use; null = never
   */
  readonly expires_at: string | null;
  /**
   * 10 letters and digits
   * @example 4fT0pQx2Zk
   */
  readonly id: string;
  /** The key itself: this answer alone has it */
  readonly key: string;
  /**
   * Format: date-time
   * To the minute; null = it never was
   */
  readonly last_used_at: string | null;
  /** What it is called */
  readonly name: string;
  /** What of the key may be seen: `lf_<id>` */
  readonly prefix: string;
  /** Requests a minute; 0 = any number, null = as configured */
  readonly rate_max: number | null;
  /** As in the ETag: `"7"` for 7 */
  readonly revision: number;
  /** What it may be used for */
  readonly scopes: readonly ("read" | "ingest" | "admin")[];
}

/** Whether everything that is needed can be reached */
export interface Readiness {
  /** `ok`, or why not; without state and cache the rest goes on */
  readonly checks: {
    readonly bus: string;
    readonly cache: string;
    readonly state: string;
    readonly store: string;
  };
  /** Whether the bus and the store can be reached */
  readonly ready: boolean;
  /** Every service that was seen in the last day */
  readonly services: readonly {
    /** Whether it was seen in the last 15 s */
    readonly alive: boolean;
    /** Which of several */
    readonly instance: string;
    /**
     * Format: date-time
     * Its last heartbeat
     */
    readonly last_seen: string;
    /** What it waits for; null = nothing */
    readonly problem: string | null;
    /** ship, process, api or alert */
    readonly service: string;
    /**
     * Format: date-time
     * When it was started
     */
    readonly started_at: string;
  }[];
}

/** Somebody who is told of alerts */
export interface Receiver {
  /** Why it did not take the last one it was told; null = it did */
  readonly failure: string | null;
  /** By which rules name it */
  readonly name: string;
  /** Notices that it has not taken yet */
  readonly waiting: number;
}

/** A rule */
export interface Rule {
  /**
   * Of `spike`: `previous`, or how much earlier the other window is
   * @example 1d
   */
  readonly against?: string;
  /** Texts for people, with `{{ value }}` and other names in them */
  readonly annotations?: {
    readonly [key: string]: string;
  };
  /**
   * Format: date-time
   * When it was made
   */
  readonly created_at: string;
  /** Visible prefix of a key, or `loopback` */
  readonly created_by: string;
  /** False: it is kept, but does nothing */
  readonly enabled?: boolean;
  /** Of `new_value`: whose values are looked at */
  readonly field?: string;
  /**
   * Format: logflow-length
   * So long the threshold has to be met
   * @example 2m
   */
  readonly for?: string;
  /** Each of their texts has windows of its own */
  readonly group_by?: readonly string[];
  /**
   * 10 letters and digits
   * @example 4fT0pQx2Zk
   */
  readonly id: string;
  /**
   * Format: logflow-length
   * From one window to the next
   * @example 1m
   */
  readonly interval?: string;
  /**
   * Format: logflow-length
   * So long it may fail to be met
   * @example 5m
   */
  readonly keep_firing_for?: string;
  /** Go with every alert */
  readonly labels?: {
    readonly [key: string]: string;
  };
  /**
   * Format: logflow-length
   * How late events may come and still count
   * @example 1m
   */
  readonly lateness?: string;
  /**
   * Format: logflow-function
   * Of `metric`: a function as after `| stats`
   * @example p95(latency_ms)
   */
  readonly metric?: string;
  /** Of `ratio` (1) and `spike` (10): fewer events say nothing */
  readonly min_events?: number;
  /**
   * What it is called; unique
   * @example Error rate
   */
  readonly name: string;
  /**
   * Format: logflow-query
   * Of `ratio`: the events whose share of all that match `query` is told
   * @example level:ERROR
   */
  readonly part?: string;
  /**
   * Format: logflow-query
   * Which events; without pipes, times in full
   * @example level:ERROR service:payment-*
   */
  readonly query: string;
  /** Names of those who are told */
  readonly receivers?: readonly string[];
  /**
   * Format: logflow-length
   * How long a group without events is watched
   * @example 24h
   */
  readonly remember?: string;
  /** As in the ETag: `"7"` for 7 */
  readonly revision: number;
  /**
   * How bad it is
   * @enum {string}
   */
  readonly severity?: "info" | "warning" | "critical";
  /**
   * `>= 50`, `> 0.5`, `<= 3`, `< 1`, or a number, which means `>=`
   * @example >= 50
   */
  readonly threshold?: string | number;
  /**
   * What is looked at
   * @enum {string}
   */
  readonly type: "threshold" | "absence" | "spike" | "new_value" | "metric" | "ratio";
  /**
   * Format: date-time
   * When it was changed last
   */
  readonly updated_at: string;
  /** By whom, as `created_by` */
  readonly updated_by: string;
  /**
   * Format: logflow-length
   * How long the windows are whose events are looked at
   * @example 5m
   */
  readonly window: string;
}

/** What is given of a rule */
export interface RuleInput {
  /**
   * Of `spike`: `previous`, or how much earlier the other window is
   * @example 1d
   */
  readonly against?: string;
  /** Texts for people, with `{{ value }}` and other names in them */
  readonly annotations?: {
    readonly [key: string]: string;
  };
  /** False: it is kept, but does nothing */
  readonly enabled?: boolean;
  /** Of `new_value`: whose values are looked at */
  readonly field?: string;
  /**
   * Format: logflow-length
   * So long the threshold has to be met
   * @example 2m
   */
  readonly for?: string;
  /** Each of their texts has windows of its own */
  readonly group_by?: readonly string[];
  /**
   * Format: logflow-length
   * From one window to the next
   * @example 1m
   */
  readonly interval?: string;
  /**
   * Format: logflow-length
   * So long it may fail to be met
   * @example 5m
   */
  readonly keep_firing_for?: string;
  /** Go with every alert */
  readonly labels?: {
    readonly [key: string]: string;
  };
  /**
   * Format: logflow-length
   * How late events may come and still count
   * @example 1m
   */
  readonly lateness?: string;
  /**
   * Format: logflow-function
   * Of `metric`: a function as after `| stats`
   * @example p95(latency_ms)
   */
  readonly metric?: string;
  /** Of `ratio` (1) and `spike` (10): fewer events say nothing */
  readonly min_events?: number;
  /**
   * What it is called; unique
   * @example Error rate
   */
  readonly name: string;
  /**
   * Format: logflow-query
   * Of `ratio`: the events whose share of all that match `query` is told
   * @example level:ERROR
   */
  readonly part?: string;
  /**
   * Format: logflow-query
   * Which events; without pipes, times in full
   * @example level:ERROR service:payment-*
   */
  readonly query: string;
  /** Names of those who are told */
  readonly receivers?: readonly string[];
  /**
   * Format: logflow-length
   * How long a group without events is watched
   * @example 24h
   */
  readonly remember?: string;
  /**
   * How bad it is
   * @enum {string}
   */
  readonly severity?: "info" | "warning" | "critical";
  /**
   * `>= 50`, `> 0.5`, `<= 3`, `< 1`, or a number, which means `>=`
   * @example >= 50
   */
  readonly threshold?: string | number;
  /**
   * What is looked at
   * @enum {string}
   */
  readonly type: "threshold" | "absence" | "spike" | "new_value" | "metric" | "ratio";
  /**
   * Format: logflow-length
   * How long the windows are whose events are looked at
   * @example 5m
   */
  readonly window: string;
}

/** A saved search */
export interface SavedSearch {
  /** Fields to show, in their order; none = as usual */
  readonly columns: readonly string[];
  /**
   * Format: date-time
   * When it was made
   */
  readonly created_at: string;
  /** Visible prefix of a key, or `loopback` */
  readonly created_by: string;
  /**
   * Format: logflow-time
   * As in `from`; null = open
   */
  readonly from: string | null;
  /**
   * 10 letters and digits
   * @example 4fT0pQx2Zk
   */
  readonly id: string;
  /**
   * What it is called
   * @example Failed payments
   */
  readonly name: string;
  /**
   * Format: logflow-query
   * The query, as in `q`; also with pipes
   * @example level:ERROR
   */
  readonly q: string;
  /** As in the ETag: `"7"` for 7 */
  readonly revision: number;
  /**
   * Format: logflow-time
   * As in `to`; null = open
   */
  readonly to: string | null;
  /**
   * Format: date-time
   * When it was changed last
   */
  readonly updated_at: string;
  /** By whom, as `created_by` */
  readonly updated_by: string;
}

/** What is given of a saved search */
export interface SavedSearchInput {
  /**
   * Fields to show, in their order; none = as usual
   * @default []
   */
  readonly columns?: readonly string[];
  /**
   * Format: logflow-time
   * As in `from`; null = open
   * @default null
   */
  readonly from?: string | null;
  /**
   * What it is called
   * @example Failed payments
   */
  readonly name: string;
  /**
   * Format: logflow-query
   * The query, as in `q`; also with pipes
   * @example level:ERROR
   */
  readonly q: string;
  /**
   * Format: logflow-time
   * As in `to`; null = open
   * @default null
   */
  readonly to?: string | null;
}

/** How the page was found; blocks that are in no count were not reached */
export interface SearchExplanation {
  /** Blocks that the store consists of */
  readonly blocks: number;
  /** Passed over by the filter of their words */
  readonly by_filter: number;
  /** Passed over because the same query found nothing in them before */
  readonly by_memory: number;
  /** Answered by their dictionaries and ranges of numbers */
  readonly by_meta: number;
  /** Passed over by their times */
  readonly by_time: number;
  /** Their bytes, as stored */
  readonly bytes: number;
  /** Columns that were in memory */
  readonly cached: number;
  /** Columns that were read */
  readonly columns: number;
  /** Milliseconds in all */
  readonly ms: number;
  /** Whose columns were looked into */
  readonly read: number;
}

/** One page of the events that match */
export interface SearchResult {
  /** In the order asked for */
  readonly events: readonly (LogDocument | TrimmedDocument)[];
  /** How the page was found; blocks that are in no count were not reached */
  readonly explained?: SearchExplanation;
  /** Where nothing is found: how it may be written instead */
  readonly hints?: readonly string[];
  /** null after the last page */
  readonly next_cursor: string | null;
  /** Milliseconds */
  readonly took_ms: number;
  /** How many match in all */
  readonly total: {
    /**
     * Exact, or at least so many
     * @enum {string}
     */
    readonly relation: "eq" | "gte";
    readonly value: number;
  };
}

/** A silence */
export interface Silence {
  /** Who made it; who sent it when missing */
  readonly author?: string;
  /** Why */
  readonly comment?: string;
  /**
   * Format: date-time
   * When it was made
   */
  readonly created_at: string;
  /** Visible prefix of a key, or `loopback` */
  readonly created_by: string;
  /**
   * Format: logflow-time
   * From when on; now when missing
   * @example 2025-10-23T14:32:15Z
   */
  readonly from?: string;
  /**
   * 10 letters and digits
   * @example 4fT0pQx2Zk
   */
  readonly id: string;
  /** All have to fit an alert; at least one has `=` and more than wildcards */
  readonly matchers: readonly {
    /**
     * Of a label, of a field that the rule groups by, or `rule` or `severity`
     * @example rule
     */
    readonly name: string;
    /**
     * Whether it has to fit, or must not
     * @enum {string}
     */
    readonly op: "=" | "!=";
    /**
     * Its text as a whole; `*` and `?` are wildcards, `\` takes what follows as it is
     * @example Error *
     */
    readonly value: string;
  }[];
  /** As in the ETag: `"7"` for 7 */
  readonly revision: number;
  /**
   * Format: logflow-time
   * Until when: later, at most a year
   * @example now+2h
   */
  readonly to: string;
  /**
   * Format: date-time
   * When it was changed last
   */
  readonly updated_at: string;
  /** By whom, as `created_by` */
  readonly updated_by: string;
}

/** What is given of a silence */
export interface SilenceInput {
  /** Who made it; who sent it when missing */
  readonly author?: string;
  /** Why */
  readonly comment?: string;
  /**
   * Format: logflow-time
   * From when on; now when missing
   * @example 2025-10-23T14:32:15Z
   */
  readonly from?: string;
  /** All have to fit an alert; at least one has `=` and more than wildcards */
  readonly matchers: readonly {
    /**
     * Of a label, of a field that the rule groups by, or `rule` or `severity`
     * @example rule
     */
    readonly name: string;
    /**
     * Whether it has to fit, or must not
     * @enum {string}
     */
    readonly op: "=" | "!=";
    /**
     * Its text as a whole; `*` and `?` are wildcards, `\` takes what follows as it is
     * @example Error *
     */
    readonly value: string;
  }[];
  /**
   * Format: logflow-time
   * Until when: later, at most a year
   * @example now+2h
   */
  readonly to: string;
}

/** The table that a query with pipes makes */
export interface StatsTable {
  /** In the order of the query */
  readonly columns: readonly {
    /**
     * Times are ISO 8601; a cell of any kind may be null
     * @enum {string}
     */
    readonly kind: "text" | "number" | "time";
    /** As it is written in the query, or named by `as` */
    readonly name: string;
  }[];
  /** Cells by the names of their columns */
  readonly rows: readonly {
    readonly [key: string]: string | number | null;
  }[];
  /** Milliseconds */
  readonly took_ms: number;
}

/** How a rule that is watched does */
export interface WatchedRule {
  /**
   * As a threshold is written
   * @example >= 50
   */
  readonly condition: string;
  /** How many of its alerts fire */
  readonly firing: number;
  /**
   * How long the condition has to hold
   * @example 5m
   */
  readonly for: string;
  /**
   * How long after its end a window is judged
   * @example 5m
   */
  readonly lateness: string;
  /**
   * Name of the rule
   * @example Error rate
   */
  readonly name: string;
  /**
   * Of the rule
   * @enum {string}
   */
  readonly severity: "info" | "warning" | "critical";
  /**
   * Path of its file, of `ALERT_RULES`; `api` = made over the API, or by `rule apply`
   * @example /etc/logflow/rules/error_rate.yaml
   */
  readonly source: string;
  /**
   * What it looks at
   * @enum {string}
   */
  readonly type: "threshold" | "absence" | "spike" | "new_value" | "metric" | "ratio";
  /** Events that were not counted since it is watched */
  readonly uncounted: readonly {
    /** Why in words, and what to do about it */
    readonly advice: string;
    /** How many */
    readonly events: number;
    /**
     * Why
     * @enum {string}
     */
    readonly reason: "late" | "future" | "crowded";
  }[];
  /** Why it fires, or does not, and when the next window is judged */
  readonly verdict: string;
  /**
   * Length of a window
   * @example 5m
   */
  readonly window: string;
  /** The last windows that had something in them, the newest first; in a list one */
  readonly windows: readonly {
    /**
     * Format: date-time
     * Its end
     */
    readonly end: string;
    /** Groups that were judged */
    readonly groups: number;
    /** In how many of them the condition held */
    readonly held: number;
    /**
     * Of that group
     * @example {
     *       "service": "payment-service"
     *     }
     */
    readonly labels: {
      readonly [key: string]: string;
    };
    /** Of the group nearest to the condition; null = none had one */
    readonly value: number | null;
  }[];
}

/** What each operation takes and answers. */
export interface Operations {
  readonly acknowledgeAlert: {
    readonly parameters: {
      readonly path: {
        readonly fingerprint: string;
      };
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": AlertAckInput;
      };
    };
    readonly responses: {
      /** The alert */
      readonly 200: {
        content: {
          readonly "application/json": Alert;
        };
      };
    };
  };

  readonly backtestRules: {
    readonly requestBody: {
      readonly content: {
        readonly "application/json": BacktestInput;
      };
    };
    readonly responses: {
      /** What they would have found */
      readonly 200: {
        content: {
          readonly "application/json": Backtest;
        };
      };
    };
  };

  readonly count: {
    readonly parameters: {
      readonly query?: {
        /** From this time on: ISO 8601, epoch ms, `now-1h`, or `15m` (ago); missing = all */
        readonly from?: string;
        /** Which events; missing = all */
        readonly q?: string;
        /** Up to, but without, this time; written as `from` */
        readonly to?: string;
      };
      readonly header?: {
        /** `no-cache`: it is counted anew, whatever was counted in the last minute */
        readonly "cache-control"?: string;
      };
    };
    readonly responses: {
      /** The count */
      readonly 200: {
        headers: {
          /** Seconds since it was counted; missing where that was now */
          readonly Age?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Count;
        };
      };
    };
  };

  readonly createKey: {
    readonly requestBody: {
      readonly content: {
        readonly "application/json": ApiKeyInput;
      };
    };
    readonly responses: {
      /** It, with its text, which is shown this once */
      readonly 201: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          /** Its path */
          readonly Location?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": NewApiKey;
        };
      };
    };
  };

  readonly createRule: {
    readonly requestBody: {
      readonly content: {
        readonly "application/json": RuleInput;
      };
    };
    readonly responses: {
      /** It, as it is kept */
      readonly 201: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          /** Its path */
          readonly Location?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Rule;
        };
      };
    };
  };

  readonly createSavedSearch: {
    readonly requestBody: {
      readonly content: {
        readonly "application/json": SavedSearchInput;
      };
    };
    readonly responses: {
      /** It, as it is kept */
      readonly 201: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          /** Its path */
          readonly Location?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": SavedSearch;
        };
      };
    };
  };

  readonly createSilence: {
    readonly requestBody: {
      readonly content: {
        readonly "application/json": SilenceInput;
      };
    };
    readonly responses: {
      /** It, as it is kept */
      readonly 201: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          /** Its path */
          readonly Location?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Silence;
        };
      };
    };
  };

  readonly deleteLogs: {
    readonly parameters: {
      readonly query: {
        /** Events that happened before this time go; written as `from` */
        readonly before: string;
      };
    };
    readonly responses: {
      /** It is done */
      readonly 200: {
        content: {
          readonly "application/json": Deletion;
        };
      };
      /** It was asked for, and is not done yet */
      readonly 202: {
        headers: {
          /** Where to ask what became of it */
          readonly Location: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Deletion;
        };
      };
    };
  };

  readonly deleteRule: {
    readonly parameters: {
      readonly header: {
        /** The ETag of what was read before, or `*` */
        readonly "if-match": string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It is gone */
      readonly 204: {
        content?: never;
      };
    };
  };

  readonly deleteSavedSearch: {
    readonly parameters: {
      readonly header: {
        /** The ETag of what was read before, or `*` */
        readonly "if-match": string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It is gone */
      readonly 204: {
        content?: never;
      };
    };
  };

  readonly deleteSilence: {
    readonly parameters: {
      readonly header: {
        /** The ETag of what was read before, or `*` */
        readonly "if-match": string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It is gone */
      readonly 204: {
        content?: never;
      };
    };
  };

  readonly export: {
    readonly parameters: {
      readonly query?: {
        /** How they are written */
        readonly format?: "ndjson" | "csv";
        /** From this time on: ISO 8601, epoch ms, `now-1h`, or `15m` (ago); missing = all */
        readonly from?: string;
        /** Which events come first */
        readonly order?: "newest" | "oldest";
        /** Which events; missing = all */
        readonly q?: string;
        /** Up to, but without, this time; written as `from` */
        readonly to?: string;
      };
    };
    readonly responses: {
      /** All of them, or a connection that breaks: an answer that ends is whole */
      readonly 200: {
        headers: {
          /** A name for the file */
          readonly "Content-Disposition"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/x-ndjson": string;
          readonly "text/csv": string;
        };
      };
    };
  };

  readonly facets: {
    readonly parameters: {
      readonly query: {
        /** Up to 10 names with commas between */
        readonly fields: string;
        /** From this time on: ISO 8601, epoch ms, `now-1h`, or `15m` (ago); missing = all */
        readonly from?: string;
        readonly limit?: number;
        /** Which events; missing = all */
        readonly q?: string;
        /** Up to, but without, this time; written as `from` */
        readonly to?: string;
      };
      readonly header?: {
        /** `no-cache`: it is counted anew, whatever was counted in the last minute */
        readonly "cache-control"?: string;
      };
    };
    readonly responses: {
      /** Of each field its values, most frequent first */
      readonly 200: {
        headers: {
          /** Seconds since it was counted; missing where that was now */
          readonly Age?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Facets;
        };
      };
    };
  };

  readonly getAlert: {
    readonly parameters: {
      readonly path: {
        readonly fingerprint: string;
      };
    };
    readonly responses: {
      /** It */
      readonly 200: {
        content: {
          readonly "application/json": Alert;
        };
      };
    };
  };

  readonly getContext: {
    readonly parameters: {
      readonly query?: {
        readonly after?: number;
        readonly before?: number;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** The event among its neighbours */
      readonly 200: {
        content: {
          readonly "application/json": EventContext;
        };
      };
    };
  };

  readonly getDeletion: {
    readonly parameters: {
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** The deletion */
      readonly 200: {
        content: {
          readonly "application/json": Deletion;
        };
      };
    };
  };

  readonly getEvent: {
    readonly parameters: {
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** The event */
      readonly 200: {
        content: {
          readonly "application/json": LogDocument;
        };
      };
    };
  };

  readonly getKey: {
    readonly parameters: {
      readonly header?: {
        /** The ETag of what was read before: answered 304 while it is the same */
        readonly "if-none-match"?: string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It, without its secret */
      readonly 200: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": ApiKey;
        };
      };
      /** It is as it was */
      readonly 304: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };

  readonly getRule: {
    readonly parameters: {
      readonly header?: {
        /** The ETag of what was read before: answered 304 while it is the same */
        readonly "if-none-match"?: string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It */
      readonly 200: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Rule;
        };
      };
      /** It is as it was */
      readonly 304: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };

  readonly getSavedSearch: {
    readonly parameters: {
      readonly header?: {
        /** The ETag of what was read before: answered 304 while it is the same */
        readonly "if-none-match"?: string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It */
      readonly 200: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": SavedSearch;
        };
      };
      /** It is as it was */
      readonly 304: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };

  readonly getSilence: {
    readonly parameters: {
      readonly header?: {
        /** The ETag of what was read before: answered 304 while it is the same */
        readonly "if-none-match"?: string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It */
      readonly 200: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Silence;
        };
      };
      /** It is as it was */
      readonly 304: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };

  readonly getWatchedRule: {
    readonly parameters: {
      readonly path: {
        readonly name: string;
      };
    };
    readonly responses: {
      /** It */
      readonly 200: {
        content: {
          readonly "application/json": WatchedRule;
        };
      };
    };
  };

  readonly health: {
    readonly responses: {
      /** It is */
      readonly 200: {
        content: {
          readonly "application/json": Health;
        };
      };
    };
  };

  readonly histogram: {
    readonly parameters: {
      readonly query?: {
        /** Count each value of this field apart, e.g. `level` */
        readonly by?: string;
        /** From this time on: ISO 8601, epoch ms, `now-1h`, or `15m` (ago); missing = all */
        readonly from?: string;
        /** The length of each interval; chosen when missing */
        readonly interval?: string;
        /** Which events; missing = all */
        readonly q?: string;
        /** Up to, but without, this time; written as `from` */
        readonly to?: string;
      };
      readonly header?: {
        /** `no-cache`: it is counted anew, whatever was counted in the last minute */
        readonly "cache-control"?: string;
      };
    };
    readonly responses: {
      /** At most 10,000 buckets, in order of time */
      readonly 200: {
        headers: {
          /** Seconds since it was counted; missing where that was now */
          readonly Age?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Histogram;
        };
      };
    };
  };

  readonly ingest: {
    readonly parameters: {
      readonly query?: {
        /** How text lines are written; found out when not given */
        readonly format?:
          | "text"
          | "json"
          | "logfmt"
          | "combined"
          | "syslog5424"
          | "syslog3164"
          | "docker"
          | "cri"
          | "klog"
          | "plain";
        /** The service of events that name none */
        readonly service?: string;
      };
      readonly header?: {
        /** A repeat under the same key is stored once */
        readonly "idempotency-key"?: string;
      };
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          readonly [key: string]: unknown;
        } | readonly unknown[];
        readonly "application/x-ndjson": string;
        readonly "text/plain": string;
      };
    };
    readonly responses: {
      /** Durable, apart from the rejected items */
      readonly 200: {
        content: {
          readonly "application/json": IngestResult;
        };
      };
    };
  };

  readonly listAlertHistory: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before */
        readonly cursor?: string;
        /** Windows that end then or later */
        readonly from?: string;
        readonly limit?: number;
        /** Only of the rule of this name */
        readonly rule?: string;
        /** Windows that end before */
        readonly to?: string;
      };
    };
    readonly responses: {
      /** A page of them; perhaps empty, though more follow */
      readonly 200: {
        content: {
          readonly "application/json": {
            /** In their order */
            readonly items: readonly AlertChange[];
            /** null after the last page */
            readonly next_cursor: string | null;
          };
        };
      };
    };
  };

  readonly listAlerts: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before */
        readonly cursor?: string;
        /** Only where a label has this text: `name=text`, with `*` and `?` as in silences */
        readonly label?: string;
        readonly limit?: number;
        /** Only of the rule of this name */
        readonly rule?: string;
        readonly severity?: "info" | "warning" | "critical";
      };
    };
    readonly responses: {
      /** A page of them */
      readonly 200: {
        content: {
          readonly "application/json": AlertPage;
        };
      };
    };
  };

  readonly listKeys: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before */
        readonly cursor?: string;
        readonly limit?: number;
      };
    };
    readonly responses: {
      /** A page of them */
      readonly 200: {
        content: {
          readonly "application/json": {
            readonly items: readonly ApiKey[];
            /** null after the last page */
            readonly next_cursor: string | null;
          };
        };
      };
    };
  };

  readonly listReceivers: {
    readonly responses: {
      /** All of them */
      readonly 200: {
        content: {
          readonly "application/json": {
            /** In their order */
            readonly items: readonly Receiver[];
            /** null after the last page */
            readonly next_cursor: string | null;
            /** What keeps alerting from its work; null = nothing */
            readonly problem: string | null;
            /**
             * Format: date-time
             * Windows that end by then are judged, but for each rule's lateness; null = `alert` never acted
             */
            readonly progress_at: string | null;
            /**
             * Format: date-time
             * As of when; null = `alert` never acted
             */
            readonly written_at: string | null;
          };
        };
      };
    };
  };

  readonly listRules: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before */
        readonly cursor?: string;
        readonly limit?: number;
      };
    };
    readonly responses: {
      /** A page of them */
      readonly 200: {
        content: {
          readonly "application/json": {
            readonly items: readonly Rule[];
            /** null after the last page */
            readonly next_cursor: string | null;
          };
        };
      };
    };
  };

  readonly listSavedSearches: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before */
        readonly cursor?: string;
        readonly limit?: number;
      };
    };
    readonly responses: {
      /** A page of them */
      readonly 200: {
        content: {
          readonly "application/json": {
            readonly items: readonly SavedSearch[];
            /** null after the last page */
            readonly next_cursor: string | null;
          };
        };
      };
    };
  };

  readonly listSilences: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before */
        readonly cursor?: string;
        readonly limit?: number;
      };
    };
    readonly responses: {
      /** A page of them */
      readonly 200: {
        content: {
          readonly "application/json": {
            readonly items: readonly Silence[];
            /** null after the last page */
            readonly next_cursor: string | null;
          };
        };
      };
    };
  };

  readonly listWatchedRules: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before */
        readonly cursor?: string;
        readonly limit?: number;
      };
    };
    readonly responses: {
      /** A page of them */
      readonly 200: {
        content: {
          readonly "application/json": {
            /** In their order */
            readonly items: readonly WatchedRule[];
            /** null after the last page */
            readonly next_cursor: string | null;
            /** What keeps alerting from its work; null = nothing */
            readonly problem: string | null;
            /**
             * Format: date-time
             * Windows that end by then are judged, but for each rule's lateness; null = `alert` never acted
             */
            readonly progress_at: string | null;
            /**
             * Format: date-time
             * As of when; null = `alert` never acted
             */
            readonly written_at: string | null;
          };
        };
      };
    };
  };

  readonly metrics: {
    readonly responses: {
      /** The counts */
      readonly 200: {
        content: {
          readonly "text/plain": string;
        };
      };
    };
  };

  readonly ready: {
    readonly responses: {
      /** Both can */
      readonly 200: {
        content: {
          readonly "application/json": Readiness;
        };
      };
    };
  };

  readonly replaceRule: {
    readonly parameters: {
      readonly header: {
        /** The ETag of what was read before, or `*` */
        readonly "if-match": string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": RuleInput;
      };
    };
    readonly responses: {
      /** It, as it is kept now */
      readonly 200: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Rule;
        };
      };
    };
  };

  readonly replaceSavedSearch: {
    readonly parameters: {
      readonly header: {
        /** The ETag of what was read before, or `*` */
        readonly "if-match": string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": SavedSearchInput;
      };
    };
    readonly responses: {
      /** It, as it is kept now */
      readonly 200: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": SavedSearch;
        };
      };
    };
  };

  readonly replaceSilence: {
    readonly parameters: {
      readonly header: {
        /** The ETag of what was read before, or `*` */
        readonly "if-match": string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": SilenceInput;
      };
    };
    readonly responses: {
      /** It, as it is kept now */
      readonly 200: {
        headers: {
          /** Its revision, for If-Match and If-None-Match */
          readonly ETag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": Silence;
        };
      };
    };
  };

  readonly revokeKey: {
    readonly parameters: {
      readonly header: {
        /** The ETag of what was read before, or `*` */
        readonly "if-match": string;
      };
      readonly path: {
        readonly id: string;
      };
    };
    readonly responses: {
      /** It is gone */
      readonly 204: {
        content?: never;
      };
    };
  };

  readonly search: {
    readonly parameters: {
      readonly query?: {
        /** `next_cursor` of the page before, with the same other parameters */
        readonly cursor?: string;
        /** Tell also how the page was found */
        readonly explain?: boolean;
        /** From this time on: ISO 8601, epoch ms, `now-1h`, or `15m` (ago); missing = all */
        readonly from?: string;
        readonly limit?: number;
        /** Which events come first */
        readonly order?: "newest" | "oldest";
        /** Which events; missing = all */
        readonly q?: string;
        /** Up to, but without, this time; written as `from` */
        readonly to?: string;
      };
    };
    readonly responses: {
      /** The page */
      readonly 200: {
        content: {
          readonly "application/json": SearchResult;
        };
      };
    };
  };

  readonly stats: {
    readonly parameters: {
      readonly query: {
        /** From this time on: ISO 8601, epoch ms, `now-1h`, or `15m` (ago); missing = all */
        readonly from?: string;
        /** Which events, and what is counted of them */
        readonly q: string;
        /** Up to, but without, this time; written as `from` */
        readonly to?: string;
      };
      readonly header?: {
        /** `no-cache`: it is counted anew, whatever was counted in the last minute */
        readonly "cache-control"?: string;
      };
    };
    readonly responses: {
      /** The table; at most 10,000 rows */
      readonly 200: {
        headers: {
          /** Seconds since it was counted; missing where that was now */
          readonly Age?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": StatsTable;
        };
      };
    };
  };

  readonly tail: {
    readonly parameters: {
      readonly query?: {
        /** Where to begin: an `id` of the stream, `start` (the oldest event kept), or `end` (the default) */
        readonly after?: string;
        /** Which events; missing = all */
        readonly q?: string;
      };
      readonly header?: {
        /** An `id` of the stream; comes before `after` */
        readonly "last-event-id"?: string;
      };
    };
    readonly responses: {
      /** Messages `ready`, `log`, `missed` and `problem`, and a comment every 15 s */
      readonly 200: {
        content: {
          readonly "text/event-stream": string;
        };
      };
    };
  };

  readonly unacknowledgeAlert: {
    readonly parameters: {
      readonly path: {
        readonly fingerprint: string;
      };
    };
    readonly responses: {
      /** It is not acknowledged any more */
      readonly 204: {
        content?: never;
      };
    };
  };
}

/** The method and path of each operation. */
export const ROUTES = {
  acknowledgeAlert: ["PUT", "/api/v1/alerts/{fingerprint}/ack"],
  backtestRules: ["POST", "/api/v1/rules/backtest"],
  count: ["GET", "/api/v1/logs/count"],
  createKey: ["POST", "/api/v1/keys"],
  createRule: ["POST", "/api/v1/rules"],
  createSavedSearch: ["POST", "/api/v1/searches"],
  createSilence: ["POST", "/api/v1/silences"],
  deleteLogs: ["DELETE", "/api/v1/logs"],
  deleteRule: ["DELETE", "/api/v1/rules/{id}"],
  deleteSavedSearch: ["DELETE", "/api/v1/searches/{id}"],
  deleteSilence: ["DELETE", "/api/v1/silences/{id}"],
  export: ["GET", "/api/v1/logs/export"],
  facets: ["GET", "/api/v1/logs/facets"],
  getAlert: ["GET", "/api/v1/alerts/{fingerprint}"],
  getContext: ["GET", "/api/v1/logs/{id}/context"],
  getDeletion: ["GET", "/api/v1/logs/deletions/{id}"],
  getEvent: ["GET", "/api/v1/logs/{id}"],
  getKey: ["GET", "/api/v1/keys/{id}"],
  getRule: ["GET", "/api/v1/rules/{id}"],
  getSavedSearch: ["GET", "/api/v1/searches/{id}"],
  getSilence: ["GET", "/api/v1/silences/{id}"],
  getWatchedRule: ["GET", "/api/v1/alerts/rules/{name}"],
  health: ["GET", "/health"],
  histogram: ["GET", "/api/v1/logs/histogram"],
  ingest: ["POST", "/api/v1/logs"],
  listAlertHistory: ["GET", "/api/v1/alerts/history"],
  listAlerts: ["GET", "/api/v1/alerts"],
  listKeys: ["GET", "/api/v1/keys"],
  listReceivers: ["GET", "/api/v1/receivers"],
  listRules: ["GET", "/api/v1/rules"],
  listSavedSearches: ["GET", "/api/v1/searches"],
  listSilences: ["GET", "/api/v1/silences"],
  listWatchedRules: ["GET", "/api/v1/alerts/rules"],
  metrics: ["GET", "/metrics"],
  ready: ["GET", "/ready"],
  replaceRule: ["PUT", "/api/v1/rules/{id}"],
  replaceSavedSearch: ["PUT", "/api/v1/searches/{id}"],
  replaceSilence: ["PUT", "/api/v1/silences/{id}"],
  revokeKey: ["DELETE", "/api/v1/keys/{id}"],
  search: ["GET", "/api/v1/logs"],
  stats: ["GET", "/api/v1/logs/stats"],
  tail: ["GET", "/api/v1/logs/tail"],
  unacknowledgeAlert: ["DELETE", "/api/v1/alerts/{fingerprint}/ack"],
} as const;
