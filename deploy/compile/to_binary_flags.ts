import { BINARIES, BINARY_WORDS, toBinary } from "../../cli/binary.ts";
import { toHeapFlags } from "../../cli/deno_command.ts";
import { findReceivers } from "../../cli/find_receivers.ts";
import deno from "../../deno.json" with { type: "json" };
import type { Config } from "../../runtime/config.ts";
import { toFlags } from "../../runtime/permission_flags.ts";
import { type PermissionSet, permissionsFor } from "../../runtime/permissions.ts";
import { CONFINED_WORDS } from "../../runtime/word_variables.ts";

/**
 * What `deno compile` is told of each binary: its permissions under a configuration, and of services how large their
 * heap may be. `logflow` has no bound: besides what runs for long it does what a person asks for once, which may take
 * what it needs.
 */
export async function toBinaryFlags(config: Config): Promise<ReadonlyMap<string, string[]>> {
  const sets = await toSets(config);
  const heaps = new Map(BINARY_WORDS.map((word) => [toBinary(word), toHeapFlags(word)]));
  return new Map(BINARIES.map((binary) => {
    if (binary !== "logflow") {
      return [binary, [...toFlags(sets.get(binary)!), ...heaps.get(binary)!]];
    }
    // It looks for files before it knows which, as the launcher does.
    const { read: _, ...others } = sets.get(binary)!;
    const { env } = deno.permissions.launch;
    return [
      binary,
      ["--allow-read", ...toFlags({ ...others, read: [], env: env.allow, run: BINARIES })],
    ];
  }));
}

/** What the words of each binary need together. */
async function toSets(config: Config): Promise<ReadonlyMap<string, PermissionSet>> {
  const sets = new Map<string, PermissionSet>();
  for (const word of CONFINED_WORDS) {
    const receivers = await findReceivers(word, config);
    // The modules of its threads are in the binary. What a command line names is not known yet.
    const facts = { isFolder, deno: "logflow", modules: [], named: [], receivers };
    const set = permissionsFor(word, config, facts);
    const before = sets.get(toBinary(word));
    sets.set(toBinary(word), before === undefined ? set : join(before, set));
  }
  return sets;
}

function join(a: PermissionSet, b: PermissionSet): PermissionSet {
  const both = (kind: keyof PermissionSet) => [...new Set([...a[kind], ...b[kind]])];
  return {
    read: both("read"),
    write: both("write"),
    net: both("net"),
    env: both("env"),
    sys: both("sys"),
    run: both("run"),
  };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // It may be one where the binary will run: a glob says so for certain.
  }
}
