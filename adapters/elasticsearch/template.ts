import type { ElasticClient } from "./client.ts";
import { ANALYSIS, MAPPING, OWN_FIELDS } from "./mapping.ts";
import type { ElasticSettings } from "./options.ts";

/**
 * Installs the index template, unless a newer version is there, or this one with the same settings: an index that
 * is made from then on has it, whoever makes it.
 */
export async function ensureTemplate(client: ElasticClient): Promise<void> {
  const { settings } = client;
  const path = `/_index_template/${settings.template}`;
  const what = "prepare the log store";
  const found = await client.find<Installed>({ what, reads: true, method: "GET", path });
  const installed = found?.index_templates[0]?.index_template._meta ?? {};
  const { version = 0 } = installed;
  if (version <= VERSION) {
    if (isSame(installed, toMeta(settings))) return;
    await client.send({ what, method: "PUT", path, body: toTemplate(settings) });
    return;
  }
  settings.log(
    `The index template "${settings.template}" is of a newer LogFlow (${version}, this one knows ` +
      `${VERSION}): it stays`,
  );
}

/** What is read of an installed template. */
interface Installed {
  readonly index_templates: readonly {
    readonly index_template: { readonly _meta?: Partial<Meta> };
  }[];
}

/** What a template is made from, kept in it. */
interface Meta {
  readonly version: number;
  readonly shards: number;
  readonly replicas: number;
  readonly fieldsMax: number;
}

function toMeta({ shards, replicas, fieldsMax }: ElasticSettings): Meta {
  return { version: VERSION, shards, replicas, fieldsMax };
}

function isSame(installed: Partial<Meta>, wanted: Meta): boolean {
  return Object.entries(wanted).every(([key, value]) => installed[key as keyof Meta] === value);
}

function toTemplate(settings: ElasticSettings): object {
  const { prefix, alias, shards, replicas, fieldsMax } = settings;
  return {
    index_patterns: [`${prefix}*.*.*`],
    priority: PRIORITY,
    _meta: { ...toMeta(settings), description: "Events of LogFlow" },
    template: {
      settings: {
        number_of_shards: shards,
        number_of_replicas: replicas,
        refresh_interval: "1s",
        codec: "best_compression",
        "mapping.total_fields": {
          limit: fieldsMax + OWN_FIELDS,
          ignore_dynamic_beyond_limit: true,
        },
        analysis: ANALYSIS,
      },
      mappings: MAPPING,
      aliases: { [alias]: {} },
    },
  };
}

/** Counts up with each change of the template. */
const VERSION = 1;

/** Elasticsearch's own template of data streams, `logs-*-*`, has 100: it must win where both fit. */
const PRIORITY = 50;
