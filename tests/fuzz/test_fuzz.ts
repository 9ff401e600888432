import { WORLDS } from "../e2e/worlds.ts";
import { fuzzApi } from "./fuzz_api.ts";
import { installSchemathesis } from "./install_schemathesis.ts";

/** Registers a test for each of the two pure worlds; on the embedded one keys are asked for. */
export async function testFuzz(
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): Promise<void> {
  const installed = await installSchemathesis();
  const folder = "folder" in installed ? installed.folder : null;
  for (const world of WORLDS.slice(0, 2)) {
    const reason = "missing" in installed ? ` (${installed.missing})` : "";
    Deno.test({
      name: `the API is as its OpenAPI document says, seed ${seed}, on ${world.name}${reason}`,
      ignore: world.ignore || folder === null,
      // Clients of servers leave timers behind.
      sanitizeOps: world.uses.length === 0,
      sanitizeResources: world.uses.length === 0,
      fn: () => fuzzApi({ world, folder: folder!, seconds, seed, keys: world.uses.length === 0 }),
    });
  }
}
