/** Something outside (a server, a full disk or queue) cannot serve now and may later. Callers retry. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
  /** How long to wait before the next try, milliseconds; undefined where unknown. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Another process holds what must have one holder, or a revision is no longer the expected one. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
}

/** A query that cannot be meant. `column` counts from 1 in UTF-16 code units; `hint` says how to mend it. */
export class QuerySyntaxError extends Error {
  override readonly name = "QuerySyntaxError";
  readonly column: number;
  readonly hint: string | undefined;
  constructor(message: string, options: ErrorOptions & { column: number; hint?: string }) {
    super(message, options);
    this.column = options.column;
    this.hint = options.hint;
  }
}

/** A configuration that cannot work: every fault at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ key, problem }) => `${key}: ${problem}`).join("\n"));
    this.faults = faults;
  }
}

/** One fault: the variable or flag, and what is wrong with its value and how to mend it. */
export interface ConfigFault {
  readonly key: string;
  readonly problem: string;
}
