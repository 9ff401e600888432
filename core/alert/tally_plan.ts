import type { Query } from "../query/ast.ts";
import { combine } from "../query/combine.ts";
import { isFixedField, isTimeField, parseFieldName, printFieldName } from "../query/field.ts";
import type { StatsFunction } from "../query/pipe.ts";
import type { ReadEach, TallyGroup, Tallying } from "../stats/tallying.ts";
import type { Counted } from "./counted.ts";
import { isMessage } from "./group_text.ts";
import type { Rule } from "./rule.ts";

/** A question to a store, and how its answer is counted: what a rule's run needs to know of its events. */
export interface TallyPlan {
  /** Which events. */
  readonly query: Query;
  /** What is asked of them. */
  readonly tallies: Tallying;
  /** What a group of the answer says. */
  readonly toCounted: (group: TallyGroup) => Counted;
}

/**
 * The questions whose answers, counted, make the same tallies as the events would, one by one; null where none
 * do. Numbers that are added up may round otherwise, as they do in another order of the events.
 */
export function toTallyPlans(rule: Rule): readonly TallyPlan[] | null {
  const { measure, query, groupBy } = rule;
  if (groupBy.some(({ field }) => isMessage(field))) return null;
  switch (measure.kind) {
    case "count":
    case "new":
    case "spike":
      return [toPlan(rule, query, null)];
    case "ratio": {
      const part = toPlan(rule, combine("and", [query, measure.part]), null);
      return [toPlan(rule, query, null), { ...part, toCounted: toPart }];
    }
    case "stats": {
      const each = toReadEach(measure.function);
      return each === "nothing" ? null : [toPlan(rule, query, each)];
    }
  }
}

/** What is to be read of each event; null = that it is there is enough; "nothing" = no store reads it. */
function toReadEach({ kind, field: name }: StatsFunction): ReadEach | null | "nothing" {
  if (name === null) return null;
  const { field, extra } = parseFieldName(name);
  const isTime = isTimeField(field) && !extra;
  if (kind === "count" || kind === "count_distinct") {
    const isText = extra || !(field === "message" || field === "id" || isTime);
    return isText ? { field: name, as: "hash" } : "nothing";
  }
  const isNumber = extra || !(isFixedField(field) || isTime);
  return isNumber ? { field: name, as: "number" } : "nothing";
}

function toPlan(rule: Rule, query: Query, each: ReadEach | null): TallyPlan {
  const by = rule.groupBy.map(({ field }) => printFieldName(field));
  return { query, tallies: { intervalMs: rule.intervalMs, by, each }, toCounted };
}

function toCounted({ atMs, texts, events, read }: TallyGroup): Counted {
  return { atMs, values: texts.map((text) => text ?? ""), events, read };
}

/** Those that are counted already, and are part of a ratio's share. */
function toPart(group: TallyGroup): Counted {
  return { ...toCounted(group), events: 0, read: [1, group.events] };
}
