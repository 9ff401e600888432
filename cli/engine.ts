import type { Servers } from "../runtime/servers.ts";

/** `embedded`, or the servers that it uses. */
export function toEngine({ kafka, elasticsearch, database, redis }: Servers): string {
  const servers = {
    Kafka: kafka,
    Elasticsearch: elasticsearch,
    PostgreSQL: database,
    Redis: redis,
  };
  const used = Object.entries(servers).filter(([, server]) => server !== null);
  return used.length === 0 ? "embedded" : used.map(([name]) => name).join(", ");
}
