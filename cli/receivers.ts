import { SHARD } from "../core/alert/told_receiver.ts";
import { printDuration } from "../core/print_duration.ts";
import { readAlertView, type ReceiverView } from "../runtime/alert_view.ts";
import { toViewProblem } from "../runtime/alerts/view_problem.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import { readReceivers, toChannelAddress } from "../runtime/receivers/read_receivers.ts";
import type { Receiver } from "../runtime/receivers/receiver.ts";
import { openState } from "./compose_state.ts";
import type { Context } from "./context.ts";
import { openApi } from "./open_api.ts";
import { toTable } from "./table.ts";

/** Prints who is told of alerts, by name, with nothing secret: of addresses host and port. */
export async function listReceivers(
  config: Config,
  json: boolean,
  context: Context,
): Promise<void> {
  const { stdout, stderr } = context.process;
  const { remote, alertReceivers } = config;
  const isKnown = remote === null && alertReceivers !== null;
  const named = isKnown ? readReceivers(alertReceivers).receivers : [];
  const { views, problem } = await readViews(config, context);
  const rows = toRows(named, views);
  if (problem !== null) stderr.write(`logflow: ${escapeText(problem)}\n`);
  if (json) {
    for (const row of rows) stdout.write(`${escapeJson(JSON.stringify(row))}\n`);
  } else if (rows.length > 0) {
    stdout.write(toTable(HEADINGS, rows.map(toCells)));
  } else {
    stderr.write("There are no receivers: ALERT_RECEIVERS names a file of them\n");
  }
}

/** How it goes with telling them, and why that may not be all of the truth. */
async function readViews(
  config: Config,
  context: Context,
): Promise<{ readonly views: readonly ReceiverView[]; readonly problem: string | null }> {
  if (config.remote !== null) {
    using api = openApi(config.remote);
    const { alerts } = api.client;
    return { views: await alerts.receivers(), problem: (await alerts.page({ limit: 1 })).problem };
  }
  await using state = await openState(config, context.log("receivers"));
  const view = await readAlertView(state);
  return { views: view?.receivers ?? [], problem: toViewProblem(view, Date.now()) };
}

/** A receiver as it is listed; null = it is not known here. */
interface Row {
  readonly name: string;
  readonly type: string | null;
  readonly address: string | null;
  readonly group_by: readonly string[] | null;
  readonly repeat: string | null;
  readonly send_resolved: boolean | null;
  readonly waiting: number | null;
  readonly failure: string | null;
}

function toRows(named: readonly Receiver[], views: readonly ReceiverView[]): Row[] {
  const [byName, viewByName] = [toMap(named), toMap(views)];
  return [...new Set([...byName.keys(), ...viewByName.keys()])].sort().map((name) => {
    const [receiver, view] = [byName.get(name), viewByName.get(name)];
    return {
      name,
      type: receiver?.channel.type ?? null,
      address: receiver === undefined ? null : toChannelAddress(receiver.channel),
      group_by: receiver?.groupBy.filter((name) => name !== SHARD) ?? null,
      repeat: receiver === undefined ? null : printDuration(receiver.repeatMs),
      send_resolved: receiver?.sendResolved ?? null,
      waiting: view?.waiting ?? null,
      failure: view?.failure ?? null,
    };
  });
}

function toMap<T extends { readonly name: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

const HEADINGS = ["NAME", "TYPE", "ADDRESS", "GROUPED BY", "REPEAT", "WAITING", "LAST FAILURE"];

function toCells({ name, type, address, group_by, repeat, waiting, failure }: Row): string[] {
  const groups = group_by === null || type === "alertmanager"
    ? "-"
    : group_by.join(",") || "nothing";
  return [
    ...[name, type ?? "-", address ?? "-", groups, repeat ?? "-"],
    ...[waiting === null ? "-" : String(waiting), failure ?? "-"],
  ];
}
