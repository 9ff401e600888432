/** Something outside (a server, a full disk or queue) cannot serve now and may later. Callers retry. */
export class UnavailableError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "UnavailableError";
  /** How long to wait before the next try, milliseconds; undefined where unknown. */
  readonly retryAfterMs: number | undefined;
  /** `message` says what could not be done, with the facts. */
  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Another process holds what must have one holder, or a revision is no longer the expected one. */
export class ConflictError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "ConflictError";
}

/** A query that cannot be meant. `column` counts from 1 in UTF-16 code units; `hint` says how to mend it. */
export class QuerySyntaxError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "QuerySyntaxError";
  /** Where it went wrong: from 1, in UTF-16 code units of the query's text. */
  readonly column: number;
  /** How to mend it, a sentence; undefined where nothing helps. */
  readonly hint: string | undefined;
  /** `message` says what cannot be meant. */
  constructor(message: string, options: ErrorOptions & { column: number; hint?: string }) {
    super(message, options);
    this.column = options.column;
    this.hint = options.hint;
  }
}

/** A lease is not (or no longer) held by who thought so: another may be at work. Stop what it allowed. */
export class LeaseLostError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "LeaseLostError";
}

/** A configuration that cannot work: every fault at once. */
export class ConfigError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "ConfigError";
  /** At least one, in the order found. */
  readonly faults: readonly ConfigFault[];
  /** The message becomes one line a fault. */
  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ key, problem }) => `${key}: ${problem}`).join("\n"));
    this.faults = faults;
  }
}

/** One fault: the variable or flag, and what is wrong with its value and how to mend it. */
export interface ConfigFault {
  /** Name of the variable, or the flag where that was used. */
  readonly key: string;
  /** What is wrong with the value, with the value, and how to mend it. */
  readonly problem: string;
}
