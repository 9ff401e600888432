import { toEvents } from "../../../tests/contract/log_store/case.ts";
import { openBlockWriter } from "../writer.ts";

/** Appends event after event to the store at the given path, and prints how many it has, until killed. */
const [path, first] = Deno.args;
await using writer = await openBlockWriter({
  path: path!,
  blockEvents: 64,
  log: (message) => {
    throw new Error(message);
  },
});
for (let count = Number(first);; count += 7) {
  await writer.append(toEvents(count, 7), { epoch: "e", partition: 0, offset: count + 7 });
  await Deno.stdout.write(new TextEncoder().encode(`${count + 7}\n`));
}
