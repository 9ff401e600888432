import type { ElasticClient } from "./client.ts";
import { isOwnIndex } from "./index_names.ts";
import { NAMES_PATH, NUMBERS_PATH } from "./paths.ts";

/** Says so where an index has nearly as many fields as may be searched by name. */
export async function warnOfFields(client: ElasticClient): Promise<void> {
  const { alias, prefix, fieldsMax, log } = client.settings;
  const found = await client.find<Record<string, { mappings: Mappings }>>({
    what: "count the fields of the log store",
    reads: true,
    method: "GET",
    path: `/${alias}/_mapping`,
    query: { ignore_unavailable: true },
  });
  const counts = Object.entries(found ?? {}).filter(([name]) => isOwnIndex(name, prefix))
    .map(([name, { mappings }]) => ({ name, count: countFields(mappings) }))
    .sort((a, b) => b.count - a.count);
  const [most] = counts;
  if (most === undefined || most.count < fieldsMax * SHARE_TOLD) return;
  log(
    `The index "${most.name}" has ${most.count} of at most ${fieldsMax} fields: further ones are shown and found ` +
      "by their values, not by name; raise ELASTICSEARCH_FIELDS_MAX, or send fewer different names",
  );
}

function countFields({ properties }: Mappings): number {
  return [NAMES_PATH, NUMBERS_PATH].reduce(
    (sum, path) => sum + Object.keys(properties?.[path]?.properties ?? {}).length,
    0,
  );
}

interface Mappings {
  readonly properties?: Readonly<Record<string, { readonly properties?: object }>>;
}

const SHARE_TOLD = 0.9;
