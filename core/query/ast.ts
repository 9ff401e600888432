/** What a filter means, independent of how it was written. `matches()` defines each node. */
export type Query =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly parts: readonly Query[] }
  | { readonly kind: "not"; readonly part: Query }
  | TextQuery
  | MessageQuery
  | FieldQuery
  | RangeQuery
  | { readonly kind: "exists"; readonly field: string };

/**
 * A bare word or phrase: the message has `tokens` consecutively, or a field value (service, level,
 * hostname, file, or a searched extra field) equals `value` as a whole, both compared lower-cased.
 */
export interface TextQuery {
  /** Which node it is. */
  readonly kind: "text";
  /** Lower-cased; empty when the word has no token character (then only `value` can match). */
  readonly tokens: readonly Pattern[];
  /** Lower-cased. */
  readonly value: Pattern;
}

/** `message:word` or `message:"a phrase"`: the message has `tokens` consecutively. */
export interface MessageQuery {
  /** Which node it is. */
  readonly kind: "message";
  /** Lower-cased, at least one. */
  readonly tokens: readonly Pattern[];
}

/**
 * `field:value`, compared exactly with the value's text. `field` is one of the fixed names level,
 * service, host, file, id, origin (level values are canonical), else the name of an extra field
 * (already without the `extra_fields.` prefix, then `extra` is true).
 */
export interface FieldQuery {
  /** Which node it is. */
  readonly kind: "field";
  /** Name of the field, as above. */
  readonly field: string;
  /** True when the name means an extra field even though a fixed field has it too. */
  readonly extra: boolean;
  /** Compared with the whole value, case counts. */
  readonly value: Pattern;
}

/**
 * `field:>5` or `field:[1 TO 5]`: the field is a number (see `toNumber`) within the bounds; null = open
 * on that side. `timestamp` without `extra` is the event's own time in epoch milliseconds; every other
 * name means an extra field.
 */
export interface RangeQuery {
  /** Which node it is. */
  readonly kind: "range";
  /** Name of the field, as above. */
  readonly field: string;
  /** As in {@linkcode FieldQuery}. */
  readonly extra: boolean;
  /** Not above `high`. */
  readonly low: RangeBound | null;
  /** Not below `low`. */
  readonly high: RangeBound | null;
}

/** One end of a range. */
export interface RangeBound {
  /** Finite, not -0; of `timestamp` a whole millisecond that a `Date` can hold. */
  readonly value: number;
  /** Whether `value` itself belongs to the range. */
  readonly included: boolean;
}

/** Literal text and wildcards in order. A pattern without wildcards is one literal part (or none: empty text). */
export type Pattern = readonly PatternPart[];

/** Literal text; or `*`, any run of code points also the empty one; or `?`, exactly one code point. */
export type PatternPart = string | typeof ANY_RUN | typeof ANY_ONE;

/** The wildcard `*`. */
export const ANY_RUN = { any: "run" } as const;

/** The wildcard `?`. */
export const ANY_ONE = { any: "one" } as const;
