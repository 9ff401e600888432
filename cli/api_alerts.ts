import { tellUnwatched } from "../runtime/alerts/tell_unwatched.ts";
import { toStaleness } from "../runtime/alerts/view_problem.ts";
import type { RemoteConfig } from "../runtime/remote.ts";
import type { ShownAlert } from "../runtime/alerts/shown_alert.ts";
import type { ShownChange } from "../runtime/alerts/shown_change.ts";
import type { AlertDesk } from "./alert_desk.ts";
import { openApi } from "./open_api.ts";

/** The desk of an API, which asks for a key of the scope `admin` to acknowledge. */
export function openApiAlerts(remote: RemoteConfig): AlertDesk {
  const api = openApi(remote);
  const { alerts } = api.client;
  return {
    async list() {
      const found: ShownAlert[] = [];
      let cursor: string | undefined;
      for (;;) {
        const { items, problem, next_cursor } = await alerts.page({ limit: PAGE, cursor });
        found.push(...items);
        if (next_cursor === null) return { alerts: found, problem };
        cursor = next_cursor;
      }
    },
    async history(limit) {
      const found: ShownChange[] = [];
      for await (const change of alerts.history()) {
        found.push(change);
        if (found.length === limit) break;
      }
      return found;
    },
    async why(name) {
      const found = await alerts.rule(name);
      if (found !== null) return found;
      const { written_at } = await alerts.page({ limit: 1 });
      const view = written_at === null ? null : { atMs: Date.parse(written_at) };
      for await (const rule of api.client.rules.list()) {
        if (rule.name === name) return tellUnwatched(rule, toStaleness(view, Date.now()));
      }
      return tellUnwatched(null, toStaleness(view, Date.now()));
    },
    acknowledge: (fingerprint, comment) => alerts.acknowledge(fingerprint, { comment }),
    unacknowledge: (fingerprint) => alerts.unacknowledge(fingerprint),
    [Symbol.asyncDispose]: () => Promise.resolve(api[Symbol.dispose]()),
  };
}

const PAGE = 200;
