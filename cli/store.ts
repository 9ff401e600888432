import type { StoreCheck } from "../adapters/blocks/check_store.ts";
import { ConflictError } from "../core/errors.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { escapeJson } from "../runtime/escape_text.ts";
import { acquireLock } from "../runtime/lock.ts";
import type { Context } from "./context.ts";
import { createScreen, type Screen } from "./screen.ts";

/** Checks the whole store and tells what it has. Resolves to 1 where something is damaged. */
export async function runStoreCheck(
  config: Config,
  json: boolean,
  context: Context,
): Promise<number> {
  const { stdout } = context.process;
  const check = await checkWhole(config, context);
  if (json) stdout.write(`${escapeJson(JSON.stringify(check))}\n`);
  else {
    const out = createScreen(stdout);
    for (const { part, reason } of check.damaged) out.print(`Damaged: ${part}: ${reason}`);
    if (check.more > 0) out.print(`Damaged: ${format(check.more)} parts more`);
    out.print(toSummary(check));
  }
  return check.damaged.length === 0 && check.lost === 0 ? 0 : 1;
}

/** Reads everything in the store, and shows how far it is. */
export async function checkWhole(
  { dataDir }: Config,
  { process: { stderr } }: Context,
): Promise<StoreCheck> {
  const { checkStore } = await import("../adapters/blocks/check_store.ts");
  const screen = createScreen(stderr);
  const tell = toProgress(screen, (done, total) => `Checked ${done} of ${total} blocks`);
  const check = checkStore(toDataFiles(dataDir).logs, tell);
  screen.setStatus("");
  return check;
}

/** Counts what was lost to damage as expired, and tells how much. */
export async function runStoreForget(config: Config, context: Context): Promise<void> {
  const { forgetDamage } = await import("../adapters/blocks/forget_damage.ts");
  const { logs, processLock } = toDataFiles(config.dataDir);
  using _ = lockStore(processLock, `Cannot forget the damage of "${logs}"`);
  const { stdout } = context.process;
  const forgotten = forgetDamage(logs);
  if (forgotten === null) return void stdout.write("Nothing was stored yet\n");
  const { events, parts } = forgotten;
  stdout.write(
    `${format(events)} events count as expired now; the bytes of ${
      format(parts)
    } damaged parts are removed\n`,
  );
}

/** Gives the free space of the store to the disk, and tells how much. */
export async function runStoreCompact(config: Config, context: Context): Promise<void> {
  const { compactStore } = await import("../adapters/blocks/compact_store.ts");
  const { stdout, stderr } = context.process;
  const { logs, processLock } = toDataFiles(config.dataDir);
  using _ = lockStore(processLock, `Cannot compact "${logs}"`);
  const screen = createScreen(stderr);
  const sizes = compactStore(logs, toProgress(screen, (pages) => `${pages} free pages are left`));
  screen.setStatus("");
  if (sizes === null) stdout.write("Nothing was stored yet\n");
  else stdout.write(`${format(sizes.before)} bytes before, ${format(sizes.after)} bytes after\n`);
}

function lockStore(lockPath: string, failure: string): Disposable {
  try {
    return acquireLock(lockPath);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new ConflictError(
      `${failure}: a running LogFlow writes to it: end that first`,
      { cause: error },
    );
  }
}

/** Shows what is told, not too often. */
function toProgress(screen: Screen, print: (...numbers: number[]) => string) {
  let dueMs = 0;
  return (...numbers: number[]) => {
    if (performance.now() < dueMs) return;
    dueMs = performance.now() + 100;
    screen.setStatus(print(...numbers));
  };
}

function toSummary(check: StoreCheck): string {
  const { events, blocks, headRows, intervals, positions, bytes, damaged, more } = check;
  const parts = [
    `${format(events)} events in ${format(blocks)} blocks and ${format(headRows)} head rows`,
    `${format(intervals)} intervals`,
    `${format(positions)} positions`,
    `${format(bytes)} bytes`,
  ];
  const count = damaged.length + more;
  return `${parts.join(", ")}: ${
    count === 0 ? toVerdict(check) : `${format(count)} damaged parts`
  }`;
}

/** Where nothing is damaged now. */
function toVerdict({ putAside, lost }: StoreCheck): string {
  if (lost === 0) return putAside === 0 ? "all is well" : `all is well; ${toAside(putAside)}`;
  return `what is there is whole, but ${format(lost)} events were lost to damage before ` +
    `(${toAside(putAside)}): \`store forget\` counts them as expired`;
}

function toAside(putAside: number): string {
  return `${format(putAside)} pieces of damaged parts are kept in the table "broken"`;
}

function format(count: number): string {
  return count.toLocaleString("en");
}
