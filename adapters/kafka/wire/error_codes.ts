import { ConfigError, UnavailableError } from "../../../core/errors.ts";

/** Error codes of Kafka's protocol that LogFlow acts on. */
export const CODE = {
  offsetOutOfRange: 1,
  unknownTopic: 3,
  notLeader: 6,
  messageTooLarge: 10,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  recordListTooLarge: 18,
  illegalGeneration: 22,
  unknownMember: 25,
  rebalancing: 27,
  topicRefused: 29,
  groupRefused: 30,
  clusterRefused: 31,
  unsupportedVersion: 35,
  unsupportedCompression: 76,
  fencedMember: 82,
} as const;

/**
 * The error for a code other than 0. `what` could not be done, e.g. `publish to "logs-raw"`. What a later try
 * cannot mend is a ConfigError or RangeError, all else an `UnavailableError`.
 */
export function toCodeError(code: number, what: string): Error {
  const problem = `Cannot ${what}: Kafka's error ${code}${NAMES[code] ? ` (${NAMES[code]})` : ""}`;
  switch (code) {
    case CODE.messageTooLarge:
    case CODE.recordListTooLarge:
      return new RangeError(
        `${problem}: a message is larger than the topic's max.message.bytes allows`,
      );
    case CODE.topicRefused:
    case CODE.groupRefused:
    case CODE.clusterRefused:
      return toConfigError(
        "KAFKA_SASL_USERNAME",
        `${problem}: the brokers' ACLs refuse this user; allow it there`,
      );
    case CODE.unsupportedVersion:
      return toConfigError("KAFKA_BROKERS", `${problem}: ${SUPPORTED}`);
    case CODE.unsupportedCompression:
      return toConfigError("KAFKA_COMPRESSION", `${problem}: give gzip or none`);
    default:
      return new UnavailableError(problem);
  }
}

/** One fault as a ConfigError. */
export function toConfigError(key: string, problem: string, cause?: unknown): ConfigError {
  const error = new ConfigError([{ key, problem }]);
  if (cause !== undefined) error.cause = cause;
  return error;
}

/** Which brokers LogFlow works with. */
export const SUPPORTED = "LogFlow needs Kafka 2.8 or newer";

/** Of codes that a person may meet. */
const NAMES: Readonly<Record<number, string>> = {
  1: "OFFSET_OUT_OF_RANGE",
  2: "CORRUPT_MESSAGE",
  3: "UNKNOWN_TOPIC_OR_PARTITION",
  5: "LEADER_NOT_AVAILABLE",
  6: "NOT_LEADER_OR_FOLLOWER",
  7: "REQUEST_TIMED_OUT",
  10: "MESSAGE_TOO_LARGE",
  14: "COORDINATOR_LOAD_IN_PROGRESS",
  15: "COORDINATOR_NOT_AVAILABLE",
  16: "NOT_COORDINATOR",
  18: "RECORD_LIST_TOO_LARGE",
  19: "NOT_ENOUGH_REPLICAS",
  20: "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  29: "TOPIC_AUTHORIZATION_FAILED",
  30: "GROUP_AUTHORIZATION_FAILED",
  31: "CLUSTER_AUTHORIZATION_FAILED",
  35: "UNSUPPORTED_VERSION",
  37: "INVALID_PARTITIONS",
  38: "INVALID_REPLICATION_FACTOR",
  44: "POLICY_VIOLATION",
  56: "KAFKA_STORAGE_ERROR",
  76: "UNSUPPORTED_COMPRESSION_TYPE",
  87: "INVALID_RECORD",
  89: "THROTTLING_QUOTA_EXCEEDED",
};
