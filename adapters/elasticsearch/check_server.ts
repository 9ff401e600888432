import { ConfigError } from "../../core/errors.ts";
import type { ElasticRequest } from "./client.ts";
import { ElasticAnswerError, tellReason, toPlace } from "./errors.ts";
import type { ElasticSettings } from "./options.ts";

/** Throws ConfigError unless the server is an Elasticsearch of version 8.13 … 9. */
export async function checkServer(
  send: (request: ElasticRequest) => Promise<unknown>,
  settings: ElasticSettings,
): Promise<void> {
  const what = "find out the version of the log store";
  const request = { what, reads: true, method: "GET", path: "/" } as const;
  const answer = await send(request).catch((error) => {
    if (!(error instanceof ElasticAnswerError)) throw error;
    const problem = `${toPlace(settings)} does not answer as Elasticsearch does at its root ` +
      `(${tellReason(error.reason)}); see its path`;
    throw new ConfigError([{ key: "ELASTICSEARCH_URL", problem }]);
  }) as Answer | null;
  const number = answer?.version?.number;
  const [major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(number ?? "")?.slice(1).map(Number) ?? [];
  const isNew = major > MAJOR_MIN || (major === MAJOR_MIN && minor >= MINOR_MIN);
  if (answer?.version?.distribution === undefined && isNew && major <= MAJOR_MAX) return;
  const name = answer?.version?.distribution ?? "Elasticsearch";
  const found = number === undefined ? "no Elasticsearch" : `${name} ${number}`;
  throw new ConfigError([{
    key: "ELASTICSEARCH_URL",
    problem: `${toPlace(settings)} is ${found}; ` +
      `LogFlow works with Elasticsearch ${MAJOR_MIN}.${MINOR_MIN} … ${MAJOR_MAX}`,
  }]);
}

/** What is read of the answer to `GET /`. */
interface Answer {
  /** A fork has `distribution`. */
  readonly version?: { readonly number?: string; readonly distribution?: string };
}

/** The first with `index.mapping.total_fields.ignore_dynamic_beyond_limit`. */
const MAJOR_MIN = 8;
const MINOR_MIN = 13;
const MAJOR_MAX = 9;
