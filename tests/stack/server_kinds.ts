import { ELASTICSEARCH } from "./elasticsearch.ts";
import { KAFKA } from "./kafka.ts";
import { POSTGRES } from "./postgres.ts";
import { REDIS } from "./redis.ts";
import type { ServerKind, ServerName } from "./server_kind.ts";

/** Each kind of server by its name. */
export const SERVER_KINDS: Readonly<Record<ServerName, ServerKind>> = {
  kafka: KAFKA,
  elasticsearch: ELASTICSEARCH,
  postgres: POSTGRES,
  redis: REDIS,
};

/** All names, in the order in which people are told of them. */
export const SERVER_NAMES: readonly ServerName[] = Object.keys(SERVER_KINDS) as ServerName[];
