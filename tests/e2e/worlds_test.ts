import { killLoop } from "../faults/kill_loop.ts";
import { newNamespace, toServerVariables, WORLDS } from "./worlds.ts";
import { removeNamespace } from "../stack/remove_namespace.ts";

/** Clients of servers leave timers behind. */
const LEAKS = { sanitizeOps: false, sanitizeResources: false };

for (const world of WORLDS.filter(({ uses }) => uses.length > 0)) {
  Deno.test({
    name: `pipeline keeps every line once, in order, through 4 rounds of kill -9 on ${world.name}`,
    ignore: world.ignore,
    ...LEAKS,
    async fn() {
      const namespace = newNamespace();
      try {
        const variables = toServerVariables(world, namespace);
        await killLoop({ rounds: 4, seed: 20251126, variables });
      } finally {
        await removeNamespace(namespace);
      }
    },
  });
}
