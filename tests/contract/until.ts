import { AssertionError } from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";

/**
 * For tests of what heals: tries until it goes well and gives something other than null. What is unavailable,
 * or not yet as asserted, is tried again; any other error is thrown. The test's deadline ends it.
 */
export async function until(attempt: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      if (await attempt() !== null) return;
    } catch (error) {
      if (!(error instanceof UnavailableError || error instanceof AssertionError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
