import { toConfigError } from "./error_codes.ts";

/** Throws ConfigError where kafkajs cannot connect to it, whoever gave it: the configuration or the brokers. */
export function assertAddress(address: string): void {
  if (ADDRESS.test(address)) return;
  const problem = IPV6.test(address)
    ? "IPv6 addresses cannot be used; give a name or an IPv4 address there, and in the brokers' " +
      "advertised.listeners"
    : "it is no host:port; give host:port of some, with commas";
  throw toConfigError("KAFKA_BROKERS", `Cannot use Kafka broker "${address}": ${problem}`);
}

const ADDRESS = /^[^\s:]+:\d{1,5}$/;

/** In brackets, as in the configuration, or without, as brokers tell it. */
const IPV6 = /^\[?[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.\]]*$/i;
