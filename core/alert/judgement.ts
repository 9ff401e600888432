/** What is judged. */
export interface JudgeOptions {
  /** Windows that end by then, epoch milliseconds. */
  readonly untilMs: number;
  /** What the clock says. */
  readonly nowMs: number;
  /** Groups of windows after which it stops. */
  readonly effort: number;
}

/** What a window of a group came to. */
export interface Judgement {
  /** By its end, in intervals. */
  readonly window: number;
  /** Null = it has none. */
  readonly value: number | null;
}
