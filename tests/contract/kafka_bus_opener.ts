import { type KafkaBusOptions, openKafkaBus } from "../../adapters/kafka/bus.ts";
import type { Bus } from "../../ports/bus.ts";

/** Opens the bus on Kafka by its options as JSON, in a process of the contract suite. */
export function openBus(spec: string): Promise<Bus> {
  return openKafkaBus(JSON.parse(spec) as KafkaBusOptions);
}
