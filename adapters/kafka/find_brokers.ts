import { Cluster } from "./cluster.ts";
import type { KafkaOptions } from "./options.ts";

/**
 * `host:port` of all brokers as they are advertised: what a service must be allowed to reach beside
 * `options.brokers`. Rejects with `UnavailableError` while none can be reached.
 */
export async function findBrokers(options: KafkaOptions): Promise<string[]> {
  using cluster = new Cluster(options);
  const { brokers } = await cluster.describe(null);
  return [...brokers].sort();
}
