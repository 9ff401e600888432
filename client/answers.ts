import type { LogDocument } from "../core/event.ts";
import type { SearchResult } from "./schema.ts";

export type {
  AcknowledgeOptions,
  AlertHistoryOptions,
  AlertPageOptions,
  Alerts,
  AlertsOptions,
} from "./alerts.ts";
export type { FieldValue, Level, LogDocument } from "../core/event.ts";
export type { Format } from "../core/raw_batch.ts";
export type { Some, TrimmedDocument } from "../core/trim_document.ts";
export type {
  ApiKeys,
  Collection,
  Rules,
  SavedSearches,
  Silences,
  Version,
} from "./collections.ts";
export type {
  Alert,
  AlertChange,
  AlertPage,
  ApiKey,
  ApiKeyInput,
  Backtest,
  BacktestInput,
  Deletion,
  EventContext,
  Facets,
  Health,
  Histogram,
  IngestResult,
  NewApiKey,
  Readiness,
  Receiver,
  Rule,
  RuleInput,
  SavedSearch,
  SavedSearchInput,
  SearchExplanation,
  SearchResult,
  Silence,
  SilenceInput,
  StatsTable,
  WatchedRule,
} from "./schema.ts";

/** One page of events, whole ones or those that `| fields` makes. */
export interface SearchPage<E = LogDocument> extends Omit<SearchResult, "events"> {
  /** In the order asked for. */
  readonly events: readonly E[];
}
