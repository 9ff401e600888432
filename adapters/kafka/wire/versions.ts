import { SUPPORTED, toConfigError } from "./error_codes.ts";
import type { WireConnection } from "./wire_connection.ts";

/** Which versions of a request a broker takes. */
export interface VersionRange {
  /** `api_key`. */
  readonly key: number;
  /** The oldest. */
  readonly min: number;
  /** The newest. */
  readonly max: number;
}

/** Asks a broker for the versions that it takes (ApiVersions, version 0). */
export async function readVersions(connection: WireConnection): Promise<VersionRange[]> {
  const request = { name: "ApiVersions", key: 18, version: 0, body: new Uint8Array() };
  const answer = await connection.request(request);
  answer.int16(); // error: of newer versions only
  return answer.array(() => ({ key: answer.int16(), min: answer.int16(), max: answer.int16() }));
}

/** Throws ConfigError where a broker takes not all the requests that LogFlow makes. */
export function checkVersions(ranges: readonly VersionRange[], address: string): void {
  for (const [key, [name, version]] of NEEDED) {
    const range = ranges.find((each) => each.key === key);
    if (range !== undefined && range.min <= version && version <= range.max) continue;
    const problem = range !== undefined && range.min > version
      ? `it takes ${name} from version ${range.min} on alone, and this LogFlow is older than that`
      : `it takes ${name} up to version ${range?.max ?? "none"}, not ${version}: ${SUPPORTED}`;
    throw toConfigError("KAFKA_BROKERS", `Cannot use Kafka broker "${address}": ${problem}`);
  }
}

/** The versions in which LogFlow makes its requests, by `api_key`. */
const NEEDED = new Map<number, readonly [name: string, version: number]>([
  [3, ["Metadata", 10]],
  [0, ["Produce", 7]],
  [1, ["Fetch", 10]],
  [2, ["ListOffsets", 1]],
  [8, ["OffsetCommit", 2]],
  [9, ["OffsetFetch", 1]],
  [10, ["FindCoordinator", 1]],
  [16, ["ListGroups", 2]],
]);
