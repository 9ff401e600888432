import { printSince } from "../../../tests/contract/print_since.ts";
import { openBlockReader } from "../reader.ts";

/** Prints what a reader of the store at the given path sees, until the last event. */
const [path] = Deno.args;
await using reader = await openBlockReader({
  path: path!,
  log: (message) => {
    throw new Error(message);
  },
});
await printSince(reader);
