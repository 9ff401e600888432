import type { ActiveAlert } from "../../core/alert/active_alert.ts";
import type { KnownRule } from "../../core/alert/engine.ts";
import { isSilenced } from "../../core/alert/silence.ts";
import type { Query } from "../../core/query/ast.ts";
import { combine } from "../../core/query/combine.ts";
import { type KeptAck, listAcks } from "../../runtime/alerts/acks.ts";
import { isDue } from "../../runtime/is_due.ts";
import { type KeptSilence, listKeptSilences } from "../../runtime/rules/kept_silences.ts";
import type { RuleSet } from "../../runtime/rules/rule_source.ts";
import { forgetSilences } from "./forget_silences.ts";
import type { AlertPorts } from "./ports.ts";
import { readStoredTo } from "./progress.ts";

/** What others say that alerting depends on: rules, silences, what is acknowledged, how far `process` is. */
export class Surroundings {
  readonly #ports: Pick<AlertPorts, "state" | "readRules" | "receivers" | "now">;
  #nextMs = -Infinity;
  #rules: readonly KnownRule[] = [];
  #origins: RuleSet["origins"] = new Map();
  #problems: readonly string[] = [];
  /** Since when nobody tells how far `process` is; null = it is told. */
  #untoldSinceMs: number | null = null;
  #silences: readonly KeptSilence[] = [];
  /** Which silences held when it was asked last. */
  #silencedBy = "";
  /** Whether those hide an alert: of what it is known by nothing changes. */
  #silenced = new WeakMap<ActiveAlert, boolean>();
  #acks: readonly KeptAck[] = [];
  /** By fingerprint: which of its alerts is acknowledged, by when it began. */
  #acknowledged: ReadonlyMap<string, number> = new Map();
  #storedToMs: number | null = null;
  #query: Query = NOTHING;

  /** Knows nothing before it is asked to look. */
  constructor(ports: Pick<AlertPorts, "state" | "readRules" | "receivers" | "now">) {
    this.#ports = ports;
  }

  /** Another list where they have changed. */
  get rules(): readonly KnownRule[] {
    return this.#rules;
  }

  /** What is known of each rule beside what it means, by its name. */
  get origins(): RuleSet["origins"] {
    return this.#origins;
  }

  /** Takes every event that a rule may take. */
  get query(): Query {
    return this.#query;
  }

  /** Up to when all that was shipped is stored, epoch milliseconds; null = it cannot be told. */
  get storedToMs(): number | null {
    return this.#storedToMs;
  }

  /** Another list after each look. */
  get acks(): readonly KeptAck[] {
    return this.#acks;
  }

  /** What somebody should mend; null = nothing. */
  get problem(): string | null {
    return this.#problems.length === 0 ? null : this.#problems.join("; ");
  }

  /** Whether nobody is to be told that an alert fires, at this time. */
  isMuted(nowMs: number): (alert: ActiveAlert) => boolean {
    const holding = this.#silences.filter(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs);
    const sign = JSON.stringify(holding.map(({ id, revision }) => [id, revision]));
    if (sign !== this.#silencedBy) [this.#silencedBy, this.#silenced] = [sign, new WeakMap()];
    const silenced = this.#silenced;
    const isHidden = (alert: ActiveAlert) => {
      const isKnown = silenced.get(alert);
      if (isKnown !== undefined) return isKnown;
      const isNew = isSilenced(alert, holding, nowMs);
      silenced.set(alert, isNew);
      return isNew;
    };
    return (alert) =>
      this.#acknowledged.get(alert.fingerprint) === alert.startsAtMs ||
      (holding.length > 0 && isHidden(alert));
  }

  /** Looks, unless it has just been done. */
  async lookIfTime(): Promise<void> {
    if (isDue(this.#ports.now(), this.#nextMs, LOOK_EVERY_MS)) await this.look();
  }

  /** Looks at everything. Rejects with UnavailableError where it cannot; then all is as it was. */
  async look(): Promise<void> {
    const { state, now, readRules } = this.#ports;
    const nowMs = now();
    const { rules, origins, problems } = await readRules();
    const silences = await listKeptSilences(state);
    const acks = await listAcks(state);
    const { storedToMs, problem } = await readStoredTo(state, nowMs);
    if (rules !== this.#rules) this.#query = toQuery(rules);
    [this.#rules, this.#origins] = [rules, origins];
    this.#untoldSinceMs = problem === null ? null : this.#untoldSinceMs ?? nowMs;
    const isWaiting = rules.length > 0 && nowMs - (this.#untoldSinceMs ?? nowMs) >= UNTOLD_MS;
    this.#problems = [
      ...problems,
      ...findUnknown(rules, this.#ports.receivers),
      ...isWaiting ? [`No window is judged: ${problem}`] : [],
    ];
    this.#silences = silences;
    this.#acks = acks;
    this.#acknowledged = new Map(
      acks.flatMap(({ ack }) => ack === null ? [] : [[ack.fingerprint, ack.startsAtMs]]),
    );
    this.#storedToMs = storedToMs;
    this.#nextMs = nowMs + LOOK_EVERY_MS;
    // A clock that is ahead removes nothing.
    if (storedToMs !== null) await forgetSilences(state, silences, Math.min(nowMs, storedToMs));
  }
}

/** Who is named by rules but not there to be told. */
function findUnknown(
  rules: readonly KnownRule[],
  receivers: ReadonlyMap<string, unknown>,
): string[] {
  const named = rules.flatMap(({ rule: { name, receivers: names } }) =>
    names.filter((receiver) => !receivers.has(receiver)).map((receiver) => ({ receiver, name }))
  );
  return [...Map.groupBy(named, ({ receiver }) => receiver)].map(([receiver, by]) => {
    const more = by.length > 1 ? ` and ${by.length - 1} more` : "";
    return `Rule "${
      by[0]!.name
    }"${more}: "${receiver}" was no receiver of ALERT_RECEIVERS as \`alert\` ` +
      "began; add it there, and start LogFlow again";
  });
}

/** Many queries cost the store more than they spare. */
function toQuery(rules: readonly KnownRule[]): Query {
  if (rules.length === 0) return NOTHING;
  if (rules.length > QUERIES_MAX) return { kind: "all" };
  return combine("or", rules.map(({ rule: { query } }) => query));
}

const NOTHING: Query = { kind: "not", part: { kind: "all" } };

const QUERIES_MAX = 20;

const LOOK_EVERY_MS = 2000;

/** A `process` that begins anew is silent for a moment. */
const UNTOLD_MS = 20_000;
