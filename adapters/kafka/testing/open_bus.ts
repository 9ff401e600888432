/** Opens the bus by its options as JSON, and prints the error, if any, in one line. */
import { openKafkaBus } from "../bus.ts";

try {
  await (await openKafkaBus(JSON.parse(Deno.args[0]!)))[Symbol.asyncDispose]();
} catch (error) {
  const { name, message } = error as Error;
  await Deno.stdout.write(new TextEncoder().encode(`${name} ${message}\n`));
}
