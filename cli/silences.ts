import type { MatcherInput } from "../core/alert/to_silence.ts";
import { isShortId } from "../core/short_id.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson } from "../runtime/escape_text.ts";
import { type GivenSilence, settleSilence } from "../runtime/rules/kept_silences.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./failure.ts";
import type { DeskSilence, SilenceDesk } from "./silence_desk.ts";
import { toTable } from "./table.ts";

/** Keeps a silence, and prints its id. */
export async function addSilence(
  config: Config,
  given: GivenSilence,
  context: Context,
): Promise<void> {
  const { faults } = settleSilence(given, { nowMs: Date.now(), by: "cli" });
  if (faults.length > 0) {
    const told = faults.map(({ path, message }) => `"${path.join(".")}" ${message}`);
    throw new UsageError(`Cannot silence that: ${told.join("; ")}`);
  }
  await using desk = await openDesk(config, context);
  const id = await desk.add(given);
  context.process.stdout.write(`${id}\n`);
  context.process.stderr.write(
    `It silences what fits for as long as was said; \`silence remove ${id}\` ends it sooner\n`,
  );
}

/** Prints the silences that hold or are to come; with `all` also those that are over. */
export async function listSilences(
  config: Config,
  { all, json }: { readonly all: boolean; readonly json: boolean },
  context: Context,
): Promise<void> {
  const { stdout, stderr } = context.process;
  const nowMs = Date.now();
  await using desk = await openDesk(config, context);
  const found = (await desk.list()).filter(({ to }) => all || Date.parse(to) > nowMs)
    .sort((a, b) => Date.parse(b.from) - Date.parse(a.from));
  if (json) {
    for (const silence of found) stdout.write(`${escapeJson(JSON.stringify(silence))}\n`);
  } else if (found.length === 0) {
    stderr.write("There are no silences: `silence add` makes one\n");
  } else {
    stdout.write(toTable(HEADINGS, found.map((silence) => toRow(silence, nowMs))));
  }
}

/** Removes a silence. */
export async function endSilence(config: Config, id: string, context: Context): Promise<void> {
  if (!isShortId(id)) {
    throw new UsageError("ID: give 10 letters and digits, as `silence list` shows them");
  }
  await using desk = await openDesk(config, context);
  if (!await desk.remove(id)) {
    throw new Error(`Cannot remove silence ${id}: there is none; \`silence list\` shows all`);
  }
  context.process.stdout.write(`${id} is removed\n`);
}

/** Reads `service=payment-*` or `service!=payment-*`. */
export function parseMatcher(text: string): MatcherInput {
  const [, name, op, value] = /^([^=!]+)(!?=)([^]*)$/.exec(text) ?? [];
  if (name !== undefined) return { name, op: op as MatcherInput["op"], value: value! };
  throw new RangeError('write NAME=TEXT or NAME!=TEXT, such as "rule=Error rate"');
}

/** At an API, or the state store itself, whether an `api` runs or not. */
async function openDesk(config: Config, context: Context): Promise<SilenceDesk> {
  const { remote } = config;
  if (remote !== null) return (await import("./api_silences.ts")).openApiSilences(remote);
  return await (await import("./silence_desk.ts")).openStateSilences(
    config,
    context.log("silence"),
  );
}

const HEADINGS = ["ID", "STATE", "MATCHES", "FROM", "TO", "AUTHOR", "COMMENT"];

function toRow(silence: DeskSilence, nowMs: number): string[] {
  const { id, matchers, from, to, author, comment } = silence;
  const matches = matchers.map(({ name, op, value }) => `${name}${op}${value}`).join(" ");
  const times = [from, to].map((time) => time.slice(0, 19).replace("T", " "));
  return [id, toState(silence, nowMs), matches, ...times, author, comment];
}

function toState({ from, to }: DeskSilence, nowMs: number): string {
  if (Date.parse(to) <= nowMs) return "over";
  return Date.parse(from) > nowMs ? "to come" : "holds";
}
