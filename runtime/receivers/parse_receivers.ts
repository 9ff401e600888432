import { COMMON_POLICY } from "../../core/alert/to_policies.ts";
import { type ReceiverPolicy, SHARD } from "../../core/alert/told_receiver.ts";
import { inOrder } from "../in_order.ts";
import { tellUnknownKey } from "../tell_unknown_key.ts";
import { parseYaml } from "../yaml_file.ts";
import { CHANNELS, readHeartbeat } from "./read_channel.ts";
import type { Channel, Receiver, Receivers } from "./receiver.ts";
import { Section, type SectionTools } from "./section.ts";

/** A file of receivers. */
export interface ParsedReceivers {
  /** Those that are sound. */
  readonly receivers: Receivers;
  /** All that is wrong, `path:line:column: sentence` each; no secret is in it. */
  readonly faults: readonly string[];
  /** Paths of the files that it names, whatever else is wrong with it. */
  readonly files: readonly string[];
}

/** Reads the text of a file of receivers, and by `readFile` the secrets that it names. Throws nothing. */
export function parseReceivers(
  text: string,
  path: string,
  readFile: (path: string) => string,
): ParsedReceivers {
  const { value, faults: unread, placeOf } = parseYaml(text, path);
  const faults = [...unread];
  const tell: SectionTools["tell"] = (keys, sentence) => {
    const named = keys.filter((key) => typeof key === "string" && key !== "receivers").join(".");
    faults.push(`${placeOf(keys)}: ${named === "" ? "this" : JSON.stringify(named)} ${sentence}`);
  };
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const tools = { readFile, folder, tell };
  const parts = unread.length > 0 ? {} : toParts(value, tell);
  const listed = toList(parts["receivers"], tell);
  const sections = listed.flatMap((item, i) => toSection(item, ["receivers", i], tools));
  const heartbeats = parts["heartbeat"] === undefined
    ? []
    : toSection(parts["heartbeat"], ["heartbeat"], tools);
  const receivers = sections.flatMap(({ section, value }) => readReceiver(section, value) ?? []);
  tellTwice(listed, tell);
  const [heartbeat = null] = heartbeats.map(({ section }) => readHeartbeat(section));
  return {
    receivers: { receivers, heartbeat },
    faults: inOrder(faults, path),
    files: [...sections, ...heartbeats].flatMap(({ section }) => section.files()),
  };
}

type Tell = SectionTools["tell"];
type Values = Readonly<Record<string, unknown>>;

function toParts(value: unknown, tell: Tell): Values {
  if (!isObject(value)) {
    tell([], 'is no file of receivers; begin with "receivers:" and a list of them');
    return {};
  }
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key)) tell([key], tellUnknownKey(key, KEYS));
  }
  if (value["receivers"] === undefined) {
    tell([], 'has no "receivers"; give a list of them, which may be []');
  }
  return value;
}

function toList(list: unknown, tell: Tell): readonly unknown[] {
  if (list === undefined) return [];
  if (Array.isArray(list) && list.length <= RECEIVERS_MAX) return list;
  tell(["receivers"], `is no list of at most ${RECEIVERS_MAX} receivers`);
  return [];
}

function toSection(value: unknown, at: readonly PropertyKey[], tools: SectionTools) {
  if (isObject(value)) return [{ section: new Section(value, at, tools), value }];
  tools.tell(at, `is no object with ${at[0] === "heartbeat" ? '"url"' : '"name" and "type"'}`);
  return [];
}

/** Null where something is wrong with it. */
function readReceiver(section: Section, { type }: Values): Receiver | null {
  if (!isType(type)) {
    const problem = type === undefined ? "is missing" : "is no type";
    section.tell(["type"], `${problem}; give one of ${TYPES.join(", ")}`);
    return null;
  }
  const read = CHANNELS[type](section);
  if (read === null || !section.isSound) return null;
  const { shared, channel } = read;
  const common = type === "alertmanager" ? REFRESHED_POLICY : COMMON_POLICY;
  return {
    name: shared.name,
    groupBy: shared.group_by ?? common.groupBy,
    waitMs: shared.group_wait ?? common.waitMs,
    gapMs: shared.group_interval ?? common.gapMs,
    repeatMs: shared.repeat ?? common.repeatMs,
    sendResolved: shared.send_resolved ?? common.sendResolved,
    alertsMax: common.alertsMax,
    keepsMuted: common.keepsMuted,
    channel,
  };
}

function tellTwice(receivers: readonly unknown[], tell: Tell): void {
  const names = receivers.map((item) => isObject(item) ? item["name"] : undefined);
  for (const [i, name] of names.entries()) {
    if (typeof name !== "string" || names.indexOf(name) === i) continue;
    tell(["receivers", i, "name"], "is also the name of another; give each its own");
  }
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isType(type: unknown): type is Channel["type"] {
  return TYPES.some((known) => known === type);
}

const KEYS = ["receivers", "heartbeat"];

const TYPES = Object.keys(CHANNELS) as Channel["type"][];

const RECEIVERS_MAX = 100;

/** An alert that Alertmanager is not told of again is over for it: none may be left out. It makes groups of its own. */
const REFRESHED_POLICY: Omit<ReceiverPolicy, "name"> = {
  ...COMMON_POLICY,
  groupBy: [SHARD],
  gapMs: 0,
  repeatMs: 60_000, // As Prometheus has it.
  alertsMax: 20_000,
  keepsMuted: true,
};
