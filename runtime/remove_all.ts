import { ConflictError, UnavailableError } from "../core/errors.ts";
import type { StateDocument, StateStore } from "../ports/state_store.ts";

/**
 * Removes documents that are of no use any more, but for those that somebody changed since they were read. Where the
 * store cannot be reached the rest stays: whoever finds it the next time removes it. Whether all are gone.
 */
export async function removeAll(
  state: Pick<StateStore, "remove">,
  documents: Iterable<Pick<StateDocument, "key" | "revision">>,
): Promise<boolean> {
  for (const { key, revision } of documents) {
    try {
      await state.remove(key, revision);
    } catch (error) {
      if (error instanceof UnavailableError) return false;
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  return true;
}
