/** Small documents with revisions. Safe for many processes at once. */
export interface StateStore extends AsyncDisposable {
  /** Null = there is none. */
  read(key: string): Promise<StateDocument | null>;

  /** In order of key (by UTF-8 bytes), at most `limit` (1 … {@linkcode LIST_MAX}) of those that begin with `prefix`. */
  list(request: ListRequest): Promise<StateDocument[]>;

  /**
   * Resolves to the new revision once the document is durable. Rejects with `ConflictError` where its
   * revision is not `expected` (null = there must be none yet).
   */
  write(key: string, value: StateValue, expected: number | null): Promise<number>;

  /** Resolves once it is durably gone. Rejects with `ConflictError` where its revision is not `expected`. */
  remove(key: string, expected: number): Promise<void>;
}

/**
 * What JSON can say. Any text fits, also `\0`; lone surrogates come back as they were, `-0` as `0`. All methods
 * reject with RangeError what is beyond its bounds, and with `UnavailableError` while the store cannot be
 * reached; a write may have happened then.
 */
export type StateValue =
  | string
  | number
  | boolean
  | null
  | readonly StateValue[]
  | { readonly [name: string]: StateValue };

/** A document as it stands. */
export interface StateDocument {
  /** 1 to {@linkcode KEY_BYTES_MAX} bytes of UTF-8, without `\0` and lone surrogates. */
  readonly key: string;
  /** At most {@linkcode VALUE_BYTES_MAX} bytes as JSON, {@linkcode VALUE_DEPTH_MAX} deep; numbers are finite. */
  readonly value: StateValue;
  /** Grows with every write to the store; never the same again, also when the document was removed in between. */
  readonly revision: number;
}

/** Which documents. */
export interface ListRequest {
  /** Empty = all; otherwise as a key. */
  readonly prefix: string;
  /** Only keys after this one; null = from the first. */
  readonly after: string | null;
  /** At most so many. */
  readonly limit: number;
}

/** Of a key, as UTF-8. */
export const KEY_BYTES_MAX = 512;

/** Of a value, as JSON in UTF-8. */
export const VALUE_BYTES_MAX: number = 1024 * 1024;

/** Lists and objects inside each other. */
export const VALUE_DEPTH_MAX = 500;

/** Documents in one list. */
export const LIST_MAX = 1000;
