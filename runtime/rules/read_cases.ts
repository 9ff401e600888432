import type { RuleCase } from "../../core/alert/rule_case.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { CASE_SCHEMA, type CaseInput, knownKeys } from "./case_schema.ts";
import { tellUnknownKey } from "../tell_unknown_key.ts";
import type { RuleFile } from "./parse_rule_file.ts";
import { toCaseEvents } from "./to_case_events.ts";

/** The tests of a file of rules. */
export interface RuleCases {
  /** Those that are sound, in their order. */
  readonly cases: readonly RuleCase[];
  /** All that is wrong with the others, `path:line:column: sentence` each. */
  readonly faults: readonly string[];
}

/** Tests of one file. */
export const CASES_MAX = 1000;

/** Reads what stands at `tests` in a file of rules. Throws nothing. */
export function readCases({ tests, rules, placeOf }: RuleFile): RuleCases {
  const faults: string[] = [];
  if (tests === undefined) return { cases: [], faults };
  const tell = (path: readonly PropertyKey[], sentence: string) =>
    void faults.push(`${placeOf(["tests", ...path])}: ${sentence}`);
  if (!Array.isArray(tests) || tests.length > CASES_MAX) {
    tell([], `"tests" is no list of up to ${CASES_MAX} tests; write "- name: …" for each`);
    return { cases: [], faults };
  }
  const cases = tests.flatMap((item, i): RuleCase[] => {
    const reader = new CaseReader(
      rules.map(({ rule }) => rule),
      (path, sentence) => tell([i, ...path], sentence),
      (path) => placeOf(["tests", i, ...path]),
    );
    return reader.read(item) ?? [];
  });
  return { cases, faults };
}

/** Where in a test, by keys and places in lists. */
type Path = readonly PropertyKey[];

class CaseReader {
  readonly #rules: readonly Rule[];
  readonly #tell: (path: Path, sentence: string) => void;
  readonly #placeOf: (path: Path) => string;
  #isFaulty = false;

  constructor(
    rules: readonly Rule[],
    tell: (path: Path, sentence: string) => void,
    placeOf: (path: Path) => string,
  ) {
    this.#rules = rules;
    this.#placeOf = placeOf;
    this.#tell = tell;
  }

  /** Null = something is wrong with it, which is told. */
  read(item: unknown): [RuleCase] | null {
    const read = CASE_SCHEMA.safeParse(item);
    if (!read.success) {
      for (const issue of read.error.issues) {
        if (issue.code !== "unrecognized_keys") this.#fault(issue.path, issue.message);
        else for (const key of issue.keys) this.#unknown([...issue.path, key]);
      }
      return null;
    }
    const made = this.#toCase(read.data);
    return this.#isFaulty ? null : [made];
  }

  #toCase(input: CaseInput): RuleCase {
    const { name, rules = null, start = START_MS, events = [], expect = [], notices } = input;
    rules?.forEach((rule, i) => this.#find(rule, ["rules", i]));
    this.#checkOrder("expect", expect);
    this.#checkOrder("notices", notices ?? []);
    expect.forEach(({ firing }, i) =>
      firing.forEach((alert, k) => this.#checkAlert(alert, ["expect", i, "firing", k], rules))
    );
    notices?.forEach((notice, i) => this.#checkNotice(notice, ["notices", i]));
    if (expect.length === 0 && notices === undefined) {
      this.#fault([], 'expects nothing; give "expect" or "notices"');
    }
    const tell = (i: number, key: string, sentence: string) =>
      this.#fault(["events", i, key], sentence);
    return {
      name,
      place: this.#placeOf([]),
      ...{ rules, startMs: start, events: toCaseEvents(events, start, tell) },
      expect: expect.map(({ at, firing }, i) => ({
        place: this.#placeOf(["expect", i]),
        atMs: at,
        firing: firing.map(({ rule, labels = {}, annotations = {} }) => ({
          rule,
          labels,
          annotations,
        })),
      })),
      notices: notices?.map(({ at, ...notice }, i) => ({
        ...notice,
        place: this.#placeOf(["notices", i]),
        atMs: at,
      })) ?? null,
    };
  }

  #checkOrder(key: string, items: readonly { readonly at: number }[]): void {
    const early = items.findIndex(({ at }, i) => i > 0 && at < items[i - 1]!.at);
    if (early > 0) this.#fault([key, early, "at"], "is before the one above; put them in order");
  }

  #checkAlert(
    { rule: name, labels = {} }: { readonly rule: string; readonly labels?: object | undefined },
    path: Path,
    watched: readonly string[] | null,
  ): void {
    const rule = this.#find(name, [...path, "rule"]);
    if (rule === null) return;
    if (watched !== null && !watched.includes(name)) {
      this.#fault([...path, "rule"], `is not among the "rules" of the test; add it there`);
    }
    const known = [...rule.groupBy.map(({ name }) => name), ...Object.keys(rule.labels)];
    for (const label of Object.keys(labels)) {
      if (known.includes(label)) continue;
      const hint = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
      this.#fault([...path, "labels", label], `is no label of the rule; ${hint}`);
    }
  }

  #checkNotice(
    { receiver, rules }: { readonly receiver: string; readonly rules: readonly string[] },
    path: Path,
  ): void {
    rules.forEach((rule, i) => this.#find(rule, [...path, "rules", i]));
    const known = [...new Set(this.#rules.flatMap(({ receivers }) => receivers))];
    if (known.includes(receiver)) return;
    const hint = known.length === 0 ? "they name none" : `they name ${known.join(", ")}`;
    this.#fault([...path, "receiver"], `is no receiver of the rules; ${hint}`);
  }

  #find(name: string, path: Path): Rule | null {
    const found = this.#rules.find((rule) => rule.name === name) ?? null;
    if (found === null) this.#fault(path, `is ${JSON.stringify(name)}, which is no rule here`);
    return found;
  }

  #unknown(path: Path): void {
    const list = path.findLast((key, i) => i < path.length - 1 && typeof key === "string");
    this.#fault(path, tellUnknownKey(String(path.at(-1)), knownKeys(list as string | undefined)));
  }

  #fault(path: Path, sentence: string): void {
    this.#isFaulty = true;
    this.#tell(path, path.length === 0 ? sentence : `"${path.join(".")}" ${sentence}`);
  }
}

/** Where a test does not say when it begins. */
const START_MS = Date.UTC(2025, 0, 1);
