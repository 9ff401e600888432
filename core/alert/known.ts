import type { ActiveAlert } from "./active_alert.ts";

/** What a receiver knows, and what is to be told it. */
export interface Known {
  /** Fingerprints of what a notice said to fire, and none that it is over. */
  readonly told: Set<string>;
  /** Of these: what was muted since. */
  readonly muted: Set<string>;
  /** Over since the last notice was made. */
  readonly over: ActiveAlert[];
  /** Those for which there was no more room. */
  overMore: number;
}

/** What was known before, with what was over since. */
export function join(before: Known, { over, overMore }: Known): Known {
  return {
    ...before,
    over: [...before.over, ...over],
    overMore: before.overMore + overMore,
  };
}

/** As JSON; `place` gives that of an alert that is over. */
export function packKnown(
  { told, muted, over, overMore }: Known,
  place: (alert: ActiveAlert) => number,
): PackedKnown {
  return [[...told], [...muted], over.map(place), overMore];
}

/** What was packed, given those that are over by place. */
export function unpackKnown(
  [told, muted, over, overMore]: PackedKnown,
  alerts: readonly ActiveAlert[],
): Known {
  const found = over.map((place) => alerts[place]!);
  return { told: new Set(told), muted: new Set(muted), over: found, overMore };
}

/** As JSON: alerts by fingerprint, those that are over by their place in a list. */
export type PackedKnown = readonly [
  told: string[],
  muted: string[],
  over: number[],
  overMore: number,
];
