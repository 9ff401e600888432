import { openNotifiers } from "../../cli/open_notifiers.ts";
import { makeNotice, NEVER } from "../../runtime/notices/testing.ts";
import { readReceivers } from "../../runtime/receivers/read_receivers.ts";

/** Tells every receiver of a file one notice, as `alert` does, and prints a line for each. */
if (import.meta.main) {
  await using stack = new AsyncDisposableStack();
  const { receivers } = readReceivers(Deno.args[0]!);
  for (const [name, notifier] of await openNotifiers(receivers, stack, () => {})) {
    const told = await notifier.send(makeNotice(), NEVER).then(
      () => "told",
      (error) => error.message,
    );
    Deno.stdout.writeSync(new TextEncoder().encode(`${name}: ${told}\n`));
  }
}
