import { NAMES_PATH, NUMBERS_PATH } from "./paths.ts";

/** Analyzer `logflow` gives the tokens of `core/query/tokens.ts`. */
export const ANALYSIS = {
  tokenizer: {
    logflow: { type: "pattern", pattern: "[\\p{L}\\p{N}_]{1,255}", group: 0 },
  },
  analyzer: { logflow: { type: "custom", tokenizer: "logflow", filter: ["lowercase"] } },
} as const;

/** How the text of an extra field is searched. */
export const NAME_MAPPING = { type: "keyword", ignore_above: 1024 } as const;

/** How the number of an extra field is searched. */
export const NUMBER_MAPPING = { type: "double" } as const;

/** Longer ones would be refused (a term has at most 32,766 bytes); they are shown, not searched. */
const LONG_KEYWORD = { type: "keyword", ignore_above: 10_922 } as const;

const HELD_NUMBER = { type: "long", index: false, doc_values: false } as const;

/**
 * Mapping of an index of events. Fields that are only searched (`field_values`, `field_numbers`, `places`) are
 * made again from the others where they are needed, and are not in `_source`.
 */
export const MAPPING = {
  dynamic: false,
  date_detection: false,
  numeric_detection: false,
  _source: { excludes: ["field_values", NUMBERS_PATH, "places"] },
  dynamic_templates: [
    {
      numbers: {
        path_match: `${NUMBERS_PATH}.*`,
        match_mapping_type: "*",
        mapping: NUMBER_MAPPING,
      },
    },
    { texts: { path_match: `${NAMES_PATH}.*`, match_mapping_type: "*", mapping: NAME_MAPPING } },
  ],
  properties: {
    timestamp: { type: "date", format: "strict_date_optional_time||epoch_millis" },
    ingested_at: { type: "date", format: "strict_date_optional_time||epoch_millis" },
    level: { type: "keyword" },
    service: LONG_KEYWORD,
    message: { type: "text", analyzer: "logflow", norms: false },
    places: { type: "text", analyzer: "whitespace", norms: false },
    source: {
      dynamic: false,
      properties: {
        hostname: LONG_KEYWORD,
        file: LONG_KEYWORD,
        origin: { type: "keyword" },
        position: { type: "long" },
        begin: HELD_NUMBER,
        end: HELD_NUMBER,
      },
    },
    arrival: {
      dynamic: false,
      properties: { partition: { type: "integer" }, offset: { type: "long" } },
    },
    field_values: LONG_KEYWORD,
    [NUMBERS_PATH]: { type: "object", dynamic: true, subobjects: false },
    [NAMES_PATH]: { type: "object", dynamic: true, subobjects: false },
    more_fields: { type: "object", enabled: false },
  },
} as const;

/** So many of the fields that Elasticsearch counts are the mapping's own, with room for later ones. */
export const OWN_FIELDS = 40;
