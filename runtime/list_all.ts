import { LIST_MAX, type StateDocument, type StateStore } from "../ports/state_store.ts";

/** Documents whose keys begin with a prefix, in order of key: all of them, but for those after the first `max` or so. */
export async function listAll(
  state: StateStore,
  prefix: string,
  max = 10_000,
): Promise<StateDocument[]> {
  const found: StateDocument[] = [];
  for (let after: string | null = null; found.length < max;) {
    const page: StateDocument[] = await state.list({ prefix, after, limit: LIST_MAX });
    found.push(...page);
    if (page.length < LIST_MAX) break;
    after = page.at(-1)!.key;
  }
  return found;
}
