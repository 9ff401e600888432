import assert from "node:assert/strict";
import { isSilenced } from "./silence.ts";
import { type MatcherInput, SILENCE_MAX_MS, type SilenceInput, toSilence } from "./to_silence.ts";

const NOW_MS = Date.UTC(2025, 9, 23, 14, 30);

const ALERT = {
  rule: "Error rate",
  severity: "critical",
  labels: { service: "payment-service", team: "a*b" },
} as const;

function matcher(text: string): MatcherInput {
  const [, name, op, value] = /^(.*?)(!?=)(.*)$/s.exec(text)!;
  return { name: name!, op: op as "=", value: value! };
}

function silenced(...texts: string[]): boolean {
  const { silence } = toSilence({ matchers: texts.map(matcher), to: "now+1h" }, NOW_MS);
  return isSilenced(ALERT, [silence!], NOW_MS);
}

function faultsOf(input: SilenceInput): string[] {
  return toSilence(input, NOW_MS).faults.map(({ path, message }) => `${path.join(".")} ${message}`);
}

Deno.test("an alert is silenced by matchers that all fit its labels", () => {
  const table: [string[], boolean][] = [
    [["rule=Error rate"], true],
    [["rule=Error*"], true],
    [["rule=error*"], false],
    [["service=payment-?ervice", "severity=critical"], true],
    [["service=payment-service", "severity=warning"], false],
    [["service=payment*", "severity!=warning"], true],
    [["service=payment*", "severity!=crit*"], false],
    [["team=a\\*b"], true],
    [["team=a\\?b"], false],
    [["rule=*rate", "nothing="], true],
    [["rule=*rate", "nothing!="], false],
    [["rule=*rate", "constructor!="], false],
    [["rule=*rate", "nothing!=x"], true],
    [["service=payment"], false],
  ];
  for (const [texts, wanted] of table) assert.equal(silenced(...texts), wanted, texts.join());
});

Deno.test("a silence holds from its beginning to its end, without that", () => {
  const matchers = [matcher("rule=*rate")];
  const { silence } = toSilence({ matchers, from: "now+1m", to: "now+2m" }, NOW_MS);
  const at = (ms: number) => isSilenced(ALERT, [silence!], NOW_MS + ms);
  assert.deepEqual([at(0), at(59_999), at(60_000), at(119_999), at(120_000)], [
    false,
    false,
    true,
    true,
    false,
  ]);
  assert.equal(isSilenced(ALERT, [], NOW_MS), false);
});

Deno.test("a silence that would hide nearly everything, or never ends, is refused", () => {
  const to = "now+1h";
  const wide = /^matchers would silence nearly everything; give one with = and more/;
  for (
    const texts of [[], ["rule=*"], ["rule=**?"], ["rule!=x"], ["service="], ["a!=b", "rule=*"]]
  ) {
    const [fault, ...more] = faultsOf({ matchers: texts.map(matcher), to });
    assert.match(fault!, wide, texts.join());
    assert.deepEqual(more, []);
  }
  const matchers = [matcher("rule=a")];
  const end = new Date(NOW_MS + SILENCE_MAX_MS);
  assert.deepEqual(faultsOf({ matchers, to: end.toISOString() }), []);
  assert.match(
    faultsOf({ matchers, to: String(end.getTime() + 1) })[0]!,
    /^to is .* more than a year after/,
  );
  assert.match(
    faultsOf({ matchers, to: "now" })[0]!,
    /^to is "now", which is not after "from"; give a later/,
  );
  assert.match(
    faultsOf({ matchers, from: "soon", to })[0]!,
    /^from is "soon", which is no time; write/,
  );
  const many = Array.from({ length: 21 }, () => matcher("rule=a"));
  assert.match(faultsOf({ matchers: many, to })[0]!, /^matchers has over 20 entries/);
  const odd = { name: "", op: "~" as "=", value: "x".repeat(1001) };
  assert.deepEqual(faultsOf({ matchers: [...matchers, odd], to }), [
    "matchers.1.name is empty; write a label's name",
    "matchers.1.value is over 1000 characters long",
    "matchers.1.op is neither = nor !=",
  ]);
});
