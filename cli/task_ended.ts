import type { Texts } from "../runtime/config.ts";

/** Replaced in tests. */
export interface TaskEndedOptions {
  /** This process's parent now. */
  readonly parent?: () => number;
  /** Calls `look` again and again, without keeping the process alive. */
  readonly repeat?: (look: () => void) => void;
}

/**
 * A signal that fires when the `deno task` that started this process has died without a word (`kill -9`): this
 * process then has another parent. Without one, as `INIT_CWD` tells, it never fires: a parent may leave.
 */
export function taskEnded(
  variables: Texts,
  { parent = () => Deno.ppid, repeat = everySecond }: TaskEndedOptions = {},
): AbortSignal {
  const ended = new AbortController();
  if (variables["INIT_CWD"] === undefined) return ended.signal;
  const first = parent();
  repeat(() => {
    if (parent() !== first) ended.abort(new DOMException("The task was killed", "AbortError"));
  });
  return ended.signal;
}

function everySecond(look: () => void): void {
  Deno.unrefTimer(setInterval(look, 1000));
}
