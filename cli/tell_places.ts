import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";

/** Which part is kept where: a mistyped variable would leave it in the data folder without a word. */
export function tellPlaces({ kafka, elasticsearch, database, redis, dataDir }: Config): string {
  const parts = [
    ["bus", kafka, "Kafka"],
    ["log store", elasticsearch, "Elasticsearch"],
    ["state", database, "PostgreSQL"],
    ["leases and cache", redis, "Redis"],
  ] as const;
  const served = parts.filter(([, server]) => server !== null);
  if (served.length === 0) return `Everything is kept in "${dataDir}"`;
  const all = parts.map(([part, server, name]) => `${part}: ${server === null ? "files" : name}`);
  return `${all.join(", ")}; files are in "${dataDir}"`;
}

/** Files of the data folder that are not read any more, as a server has taken their place. */
export function tellLeftBehind(
  { kafka, elasticsearch, dataDir }: Config,
  isThere: (path: string) => boolean,
): string[] {
  const { bus, logs } = toDataFiles(dataDir);
  const lines: string[] = [];
  if (kafka !== null && isThere(bus)) {
    lines.push(
      `"${bus}" is there, and not read while KAFKA_BROKERS is set: where lines may wait in it, run ` +
        "`deno task process` once without that variable, until `deno task verify` tells of none; then remove it",
    );
  }
  if (elasticsearch !== null && isThere(logs)) {
    lines.push(
      `"${logs}" is there, and not read while ELASTICSEARCH_URL is set: without it \`deno task search\` ` +
        "finds what is in it",
    );
  }
  return lines;
}
