import { openSqliteBus, type SqliteBusOptions } from "../../adapters/sqlite/bus.ts";
import type { Bus } from "../../ports/bus.ts";

/** Opens the embedded bus by its options as JSON, in a process of the contract suite. */
export function openBus(spec: string): Promise<Bus> {
  return openSqliteBus(JSON.parse(spec) as SqliteBusOptions);
}
