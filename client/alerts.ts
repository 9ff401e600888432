import type { QueryOf } from "./call.ts";
import { find, isAbsent, list, toBody } from "./collections.ts";
import { toFilterQuery } from "./filter_query.ts";
import type { CallOptions, Time } from "./options.ts";
import type { Alert, AlertChange, AlertPage, Receiver, WatchedRule } from "./schema.ts";
import type { Transport } from "./transport.ts";

/** Which alerts. */
export interface AlertsOptions extends CallOptions {
  /** Name of their rule. */
  readonly rule?: string | undefined;
  /** Of them. */
  readonly severity?: Alert["severity"] | undefined;
  /** Where a label has this text: `service=payment-*`. */
  readonly label?: string | undefined;
}

/** Which page of them. */
export interface AlertPageOptions extends AlertsOptions {
  /** At most so many, 1 … 200; 100 unless told. */
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** How an alert is acknowledged. */
export interface AcknowledgeOptions extends CallOptions {
  /** What is known of it, or is being done. */
  readonly comment?: string | undefined;
}

/** Which changes of states. */
export interface AlertHistoryOptions extends CallOptions {
  /** Name of a rule. */
  readonly rule?: string | undefined;
  /** Of windows that end then or later. */
  readonly from?: Time | undefined;
  /** Of windows that end before. */
  readonly to?: Time | undefined;
}

/** What alerting finds, and how it does. */
export interface Alerts {
  /** One page of the alerts that fire, the worst first, and what keeps alerting from its work. */
  page(options?: AlertPageOptions): Promise<AlertPage>;
  /** All alerts that fire, the worst first. */
  list(options?: AlertsOptions): AsyncIterable<Alert>;
  /** One; null where it does not fire. */
  get(fingerprint: string, options?: CallOptions): Promise<Alert | null>;
  /** Keeps people from being told of an alert until it is over; null where it does not fire. Needs the scope `admin`. */
  acknowledge(fingerprint: string, options?: AcknowledgeOptions): Promise<Alert | null>;
  /** Takes that back; false where it was not acknowledged. Needs the scope `admin`. */
  unacknowledge(fingerprint: string, options?: CallOptions): Promise<boolean>;
  /** What became of groups of rules in the last 30 days, the newest first. */
  history(options?: AlertHistoryOptions): AsyncIterable<AlertChange>;
  /** The rules that are watched, in order of their names, each with its last window. */
  rules(options?: CallOptions): AsyncIterable<WatchedRule>;
  /** Why a rule fires, or does not; null where it is not watched. */
  rule(name: string, options?: CallOptions): Promise<WatchedRule | null>;
  /** Who is told, and how that goes. */
  receivers(options?: CallOptions): Promise<readonly Receiver[]>;
}

/** The alerts of an API. */
export function openAlerts(transport: Transport): Alerts {
  return {
    async page({ signal, ...query } = {}) {
      return (await transport.ask("listAlerts", { query, signal })).value;
    },
    list: ({ signal, ...given } = {}) =>
      list((call) => {
        const query: QueryOf<"listAlerts"> = { ...given, ...call.query };
        return transport.ask("listAlerts", { ...call, query, signal });
      }),
    get: (fingerprint, options) =>
      find(transport, "getAlert", { path: { fingerprint }, ...options }),
    acknowledge: (fingerprint, { comment = "", signal } = {}) =>
      find(transport, "acknowledgeAlert", {
        ...{ path: { fingerprint }, ...toBody({ comment }), isRepeatable: true, signal },
      }),
    async unacknowledge(fingerprint, options) {
      const call = { path: { fingerprint }, isAnswer: isAbsent, ...options };
      return (await transport.ask("unacknowledgeAlert", call)).status !== 404;
    },
    history: ({ signal, rule, ...range } = {}) =>
      list((call) => {
        const query = { rule, ...toFilterQuery(range), ...call.query };
        return transport.ask("listAlertHistory", { ...call, query, signal });
      }),
    rules: (options) => list((call) => transport.ask("listWatchedRules", { ...call, ...options })),
    rule: (name, options) => find(transport, "getWatchedRule", { path: { name }, ...options }),
    async receivers(options) {
      return (await transport.ask("listReceivers", { ...options })).value.items;
    },
  };
}
