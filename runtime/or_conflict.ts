import { ConflictError } from "../core/errors.ts";

/** Once a change is made, or somebody else was faster, which is as good. */
export async function orConflict(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
