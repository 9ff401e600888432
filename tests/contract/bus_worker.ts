/**
 * Uses a bus from a process of its own, for the contract suite. Arguments: the URL of a module that exports
 * `openBus(spec)`, the spec, then `publish <origin> <count>` (batches of one line, each on its own), or
 * `hold <group>` (prints the lines of deliveries as JSON and acknowledges nothing, until killed), or `consume
 * <group>` (acknowledges what it printed). SIGTERM ends both in good order.
 */
import type { Bus } from "../../ports/bus.ts";
import { linesOf, makeBatch } from "./make_batch.ts";

const [module, spec, role, name, count] = Deno.args as [string, string, string, string, string?];
const { openBus } = await import(module) as { openBus: (spec: string) => Promise<Bus> };
await using bus = await openBus(spec);
if (role === "publish") await publish(name, Number(count));
else await take(name, role === "consume");

async function publish(origin: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await bus.publish("logs-raw", [makeBatch({ lines: [`${i}`], origin, begin: i * 100 })]);
  }
}

async function take(group: string, isDone: boolean): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  Deno.addSignalListener("SIGTERM", () => stopping.abort());
  for await (const { records, ack } of bus.subscribe("logs-raw", { group, signal })) {
    const lines = records.flatMap(({ batch }) => linesOf(batch!));
    await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(lines)}\n`));
    if (isDone) await ack();
  }
}
