import fc from "fast-check";
import type { LogEvent } from "../../core/event.ts";
import { denseEventLists } from "../contract/arbitraries.ts";
import { askBoth } from "./ask_both.ts";
import { openBothStores } from "./both_stores.ts";
import { makeLargeEvents } from "./large_events.ts";
import { HUGE_QUESTION, type Question, questions, tableQuestions } from "./questions.ts";

/** How many lists of events, and how many questions of each. */
export interface DifferentialRuns {
  /** Lists. */
  readonly lists: number;
  /** Questions of each. */
  readonly questions: number;
}

/** Questions in the whole language, over few events: both stores answer as it is defined. */
export async function compareStores({ lists, questions: count }: DifferentialRuns): Promise<void> {
  const asked = fc.array(questions, { minLength: count, maxLength: count });
  const compare = (events: LogEvent[], asked: Question[]) =>
    askAll(events, { asked, blockEvents: 16 });
  await fc.assert(fc.asyncProperty(denseEventLists, asked, compare), {
    numRuns: lists,
    endOnFailure: true,
  });
}

/** Tables of so many events that some of what they tell is estimated. */
export async function compareEstimates(
  { lists, questions: count }: DifferentialRuns,
): Promise<void> {
  const asked = fc.array(tableQuestions, { minLength: count, maxLength: count });
  const compare = (seed: number, asked: Question[]) =>
    askAll(makeLargeEvents(seed), { asked: [HUGE_QUESTION, ...asked], blockEvents: 8192 });
  await fc.assert(fc.asyncProperty(fc.integer(), asked, compare), {
    numRuns: lists,
    endOnFailure: true,
  });
}

async function askAll(
  events: readonly LogEvent[],
  { asked, blockEvents }: { readonly asked: readonly Question[]; readonly blockEvents: number },
): Promise<void> {
  await using stores = await openBothStores(events, { blockEvents });
  for (const question of asked) await askBoth(stores, question);
}
