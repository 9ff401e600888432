import type { ActiveAlert } from "../../core/alert/active_alert.ts";
import type { Telling } from "../../core/alert/dispatcher.ts";
import type { Severity } from "../../core/alert/rule.ts";
import type { ViewedAlert } from "../alert_view.ts";
import { isSilenced } from "../../core/alert/silence.ts";
import { tellTime } from "../../core/tell_time.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { type KeptSilence, listKeptSilences } from "../rules/kept_silences.ts";
import { type Ack, listAcks } from "./acks.ts";

/** An alert that fires, as the API and `alerts --json` show it. Times are ISO 8601. */
export interface ShownAlert {
  /** The same for the same rule and group, whenever it fires: 16 hex digits. */
  readonly fingerprint: string;
  /** Name of the rule. */
  readonly rule: string;
  /** Of the rule. */
  readonly severity: Severity;
  /** Those of the rule, and the fields that make the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** The rule's texts with their values. */
  readonly annotations: Readonly<Record<string, string>>;
  /** End of the window that fired first. */
  readonly started_at: string;
  /** Of that window; null = it had none. */
  readonly value: number | null;
  /** Finds the events, from `from` on. */
  readonly query: string;
  /** Beginning of the window that fired first. */
  readonly from: string;
  /** Who has seen it, so that nobody is told any more; null = nobody. */
  readonly acknowledged: ShownAck | null;
  /** Of the silences that keep it from being told, the one that lasts longest; null = there is none. */
  readonly silenced: ShownMute | null;
  /** Whom its rule names, and how it stands with each. */
  readonly told: readonly Telling[];
}

/** That somebody has seen an alert. */
export interface ShownAck {
  /** Visible prefix of a key, `loopback` or `cli`. */
  readonly by: string;
  /** When. */
  readonly at: string;
  /** Perhaps empty. */
  readonly comment: string;
}

/** What keeps an alert from being told. */
export interface ShownMute {
  /** Of the silence. */
  readonly id: string;
  /** Its author. */
  readonly by: string;
  /** When it ends. */
  readonly to: string;
  /** Perhaps empty. */
  readonly comment: string;
}

/** What keeps alerts from being told. */
export interface Muting {
  /** By fingerprint. */
  readonly acks: ReadonlyMap<string, Ack>;
  /** Also those that are over or to come. */
  readonly silences: readonly KeptSilence[];
}

/** Reads what keeps alerts from being told, as it is now. */
export async function readMuting(state: StateStore): Promise<Muting> {
  const [acks, silences] = await Promise.all([listAcks(state), listKeptSilences(state)]);
  return {
    acks: new Map(acks.flatMap(({ ack }) => ack === null ? [] : [[ack.fingerprint, ack]])),
    silences,
  };
}

/** What of an alert is shown. */
export function toShownAlert(
  alert: ViewedAlert,
  { acks, silences }: Muting,
  nowMs: number,
): ShownAlert {
  const { fingerprint, rule, severity, labels, annotations, startsAtMs, value, query } = alert;
  const ack = acks.get(fingerprint);
  return {
    ...{ fingerprint, rule, severity, labels, annotations },
    started_at: tellTime(startsAtMs),
    value,
    query,
    from: tellTime(alert.windowStartMs),
    acknowledged: ack?.startsAtMs === startsAtMs ? toShownAck(ack) : null,
    silenced: toShownMute(alert, silences, nowMs),
    told: alert.tellings,
  };
}

function toShownAck({ by, atMs, comment }: Ack): ShownAck {
  return { by, at: tellTime(atMs), comment };
}

function toShownMute(
  alert: ActiveAlert,
  silences: readonly KeptSilence[],
  nowMs: number,
): ShownMute | null {
  const holding = silences.filter((silence) => isSilenced(alert, [silence], nowMs));
  if (holding.length === 0) return null;
  const { id, toMs, settled } = holding.reduce((a, b) => b.toMs > a.toMs ? b : a);
  return { id, by: settled.author, to: tellTime(toMs), comment: settled.comment };
}
