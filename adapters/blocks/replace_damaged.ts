import { putAside } from "../../runtime/put_aside.ts";
import type { StoreOptions } from "./open_store.ts";
import { salvage } from "./salvage.ts";

/** Puts a damaged store aside and one with what is readable in its place. Says what was kept and lost. */
export function replaceDamaged(options: StoreOptions, reason: Error): void {
  const { path, log } = options;
  const { folder, salvaged } = putAside({
    path,
    nowMs: options.now(),
    salvage: (into, scratch) => salvage(options, { into, scratch }),
  });
  const { events, blocks, headRows, broken } = salvaged;
  log(
    `Store "${path}" was damaged (${reason.message.replaceAll("\n", " ")}) and is put aside in ` +
      `"${folder}": ${events} events in ${blocks} blocks and ${headRows} head rows were readable ` +
      `and are kept, ${broken} parts were not`,
  );
}
