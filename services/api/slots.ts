import { refusal } from "./problem.ts";

/** Places for answers without an end in sight; who finds none is refused. */
export interface Slots {
  /** Takes one until it is disposed; refuses (503) where all are taken. */
  take(): Disposable;
}

/** Makes `max` places; `what` names what cannot be done without one, e.g. `follow the logs`. */
export function createSlots({ max, what }: { readonly max: number; readonly what: string }): Slots {
  let taken = 0;
  return {
    take() {
      if (taken >= max) {
        const detail = `Cannot ${what} now: ${max} others do already; try again`;
        throw refusal({ status: 503, detail, headers: { "retry-after": RETRY_SECONDS } });
      }
      taken++;
      let isHeld = true;
      return {
        [Symbol.dispose]() {
          if (isHeld) taken--;
          isHeld = false;
        },
      };
    },
  };
}

/** They are held for long. */
const RETRY_SECONDS = "5";
