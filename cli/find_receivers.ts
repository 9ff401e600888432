import type { Config } from "../runtime/config.ts";
import type { ReceiverGrants } from "../runtime/receivers/read_receivers.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";

export type { ReceiverGrants };

/** Nothing more is granted. */
export const NO_RECEIVERS: ReceiverGrants = { read: [], net: [] };

/** What a word is granted because of the file of receivers. What is wrong with that is told by who reads it. */
export async function findReceivers(
  word: ConfinedWord,
  { alertReceivers }: Pick<Config, "alertReceivers">,
): Promise<ReceiverGrants> {
  if (alertReceivers === null || !USERS.includes(word)) return NO_RECEIVERS;
  const { findReceiverGrants } = await import("../runtime/receivers/read_receivers.ts");
  return findReceiverGrants(alertReceivers);
}

/** They tell receivers, check or show who these are, or start what tells them. */
const USERS: readonly ConfinedWord[] = [
  "alert",
  "check",
  "check-connect",
  "pipeline",
  "receivers",
  "receivers-test",
];
