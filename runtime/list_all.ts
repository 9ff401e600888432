import { LIST_MAX, type StateDocument, type StateStore } from "../ports/state_store.ts";

/** Which documents. */
export interface ListAllRequest {
  /** Empty = all; otherwise as a key. */
  readonly prefix: string;
  /** More are not given. */
  readonly max?: number;
  /** How many are held at a time: few where they are large. */
  readonly page?: number;
}

/** The documents whose keys begin with a prefix, in order of key, however many there are. */
export async function* listAll(
  state: Pick<StateStore, "list">,
  { prefix, max = Infinity, page = LIST_MAX }: ListAllRequest,
): AsyncGenerator<StateDocument> {
  let after: string | null = null;
  for (let left = max; left > 0;) {
    const limit = Math.min(page, left);
    const found: StateDocument[] = await state.list({ prefix, after, limit });
    yield* found;
    if (found.length < limit) return;
    after = found.at(-1)!.key;
    left -= limit;
  }
}
