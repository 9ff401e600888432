import process from "node:process";
import { type ISocketFactory, Kafka, type KafkaConfig, type LogEntry, logLevel } from "kafkajs";
import { type KafkaOptions, TIMEOUTS } from "./options.ts";

/** What differs between the clients of one bus. */
export interface ClientParts {
  /** Instead of the options' brokers. */
  readonly brokers?: readonly string[];
  /** Makes the connections. */
  readonly socketFactory?: ISocketFactory;
  /** Sees what kafkajs says of itself, all of it. */
  readonly onLog?: (entry: LogEntry) => void;
}

/** kafkajs as LogFlow uses it: it says nothing by itself, and gives up early, as its callers try again. */
export function createClient(options: KafkaOptions, parts: ClientParts = {}): Kafka {
  silenceTimeoutWarning();
  const { connectMs, requestMs } = { ...TIMEOUTS, ...options.timeouts };
  const { brokers = options.brokers, socketFactory, onLog } = parts;
  return new Kafka({
    clientId: options.clientId,
    brokers: [...brokers],
    ...toSecurity(options),
    connectionTimeout: connectMs,
    authenticationTimeout: connectMs,
    requestTimeout: requestMs,
    retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 1000 },
    logLevel: onLog === undefined ? logLevel.NOTHING : logLevel.DEBUG,
    logCreator: () => onLog ?? (() => {}),
    ...socketFactory && { socketFactory },
  });
}

/** TLS and login as kafkajs wants them. */
export function toSecurity({ tls, sasl }: KafkaOptions): Pick<KafkaConfig, "ssl" | "sasl"> {
  return {
    ...tls && { ssl: tls.ca === null ? true : { ca: [tls.ca] } },
    ...sasl && { sasl: { ...sasl } as NonNullable<KafkaConfig["sasl"]> },
  };
}

let isSilenced = false;

/**
 * kafkajs sets a timer to a negative time with each answer, which is harmless, but
 * makes the runtime warn users once.
 */
function silenceTimeoutWarning(): void {
  if (isSilenced) return;
  isSilenced = true;
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === "TimeoutNegativeWarning") return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof emitWarning;
}
