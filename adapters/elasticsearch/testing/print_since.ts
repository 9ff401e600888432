import { printSince } from "../../../tests/contract/print_since.ts";
import type { ElasticOptions } from "../options.ts";
import { openElasticReader } from "../reader.ts";

/** Prints what a reader of the store with the given options (JSON) sees, until the last event. */
const [options] = Deno.args;
await using reader = await openElasticReader({
  ...JSON.parse(options!) as ElasticOptions,
  log: (message) => {
    throw new Error(message);
  },
});
await printSince(reader);
