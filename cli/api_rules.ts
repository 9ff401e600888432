import type { Rule } from "../client/answers.ts";
import { toRuleInput } from "../runtime/rules/kept_rules.ts";
import type { RemoteConfig } from "../runtime/remote.ts";
import { openApi } from "./open_api.ts";
import type { DeskRule, RuleDesk } from "./rule_desk.ts";

/** The desk of an API, which asks for a key of the scope `admin` for changes. */
export function openApiRules(remote: RemoteConfig): RuleDesk {
  const api = openApi(remote);
  const { rules, alerts } = api.client;
  return {
    async list() {
      const found: DeskRule[] = [];
      for await (const rule of rules.list()) found.push(toDeskRule(rule));
      return { rules: found, faults: [] };
    },
    async watched() {
      const { written_at } = await alerts.page({ limit: 1 });
      if (written_at === null) return null;
      const receivers = await alerts.receivers();
      return {
        atMs: Date.parse(written_at),
        receivers,
        rules: await Array.fromAsync(alerts.rules()),
      };
    },
    async keep(input, before) {
      const given = structuredClone(input) as Parameters<typeof rules.create>[0];
      const kept = before === null ? await rules.create(given) : await rules.replace(before, given);
      if (kept === null) throw gone(input.name);
    },
    async remove(rule) {
      await rules.remove(rule);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(api[Symbol.dispose]()),
  };
}

function toDeskRule({ id, revision, ...rest }: Rule): DeskRule {
  return { id, revision, input: toRuleInput(rest) as DeskRule["input"] };
}

function gone(name: string): Error {
  return new Error(`Cannot change the rule "${name}": it was removed meanwhile; apply again`);
}
