import { buildCommand } from "@stricli/core";
import { ConfigError } from "../../core/errors.ts";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { runWord } from "../run_word.ts";

/** `brokers`: what services are given to talk to, beside KAFKA_BROKERS. */
export const brokersCommand = buildCommand<Record<never, never>, [], Context>({
  docs: {
    brief: "Show the addresses by which Kafka's brokers call themselves, one a line",
    fullDescription:
      "Services may talk to these and to KAFKA_BROKERS alone. Words that use Kafka " +
      "find them out when they start; KAFKA_ADVERTISED spares them that.",
  },
  parameters: {},
  func() {
    return runWord(this, { word: "brokers", flags: {}, work: (config) => tell(config, this) });
  },
});

async function tell(config: Config, context: Context): Promise<void> {
  if (config.kafka === null) {
    throw new ConfigError([{ key: "KAFKA_BROKERS", problem: "is not set; give host:port" }]);
  }
  const { findKafkaBrokers } = await import("../compose.ts");
  const brokers = await findKafkaBrokers(config, context.log("brokers"));
  context.process.stdout.write(brokers.map((broker) => `${broker}\n`).join(""));
}
