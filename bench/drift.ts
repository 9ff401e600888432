import type { Sample } from "./sampler.ts";
import { median } from "./statistics.ts";

/** How a service's memory changed over a long time, MiB. */
export interface Drift {
  /** Median of the first quarter. */
  readonly first: number;
  /** Median of the last quarter. */
  readonly last: number;
}

/** A part of a measurement, in seconds since it began: [from, to). */
export interface Span {
  /** The first second of it. */
  readonly from: number;
  /** The first one after it. */
  readonly to: number;
}

/** The first and the last quarter of what follows the warm-up. */
export function toQuarters(warmUpSeconds: number, seconds: number): { first: Span; last: Span } {
  const quarter = (seconds - warmUpSeconds) / 4;
  return {
    first: { from: warmUpSeconds, to: warmUpSeconds + quarter },
    last: { from: seconds - quarter, to: seconds },
  };
}

/** Compares a service's memory in two spans; NaN where there are no samples of it. */
export function toDrift(
  samples: readonly Sample[],
  service: string,
  { first, last }: { first: Span; last: Span },
): Drift {
  const within = ({ from, to }: Span) =>
    samples.filter(({ seconds }) => seconds >= from && seconds < to)
      .flatMap(({ rssMib }) => rssMib[service] ?? []);
  return { first: median(within(first)), last: median(within(last)) };
}
