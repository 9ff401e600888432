import type { PermissionSet } from "./permissions.ts";

/** Among the programs of a set: all of them, and the right to signal processes, which Deno makes one. */
export const ANY_PROGRAM = "*";

/** The flags of `deno run` that grant exactly this set. */
export function toFlags(set: PermissionSet): string[] {
  const kinds = ["read", "write", "net", "env", "sys", "run"] as const;
  const granted = kinds.filter((kind) => set[kind].length > 0);
  const toFlag = (kind: (typeof kinds)[number]) =>
    set[kind].includes(ANY_PROGRAM) ? `--allow-${kind}` : `--allow-${kind}=${set[kind].join(",")}`;
  return [...granted.map(toFlag), "--ignore-env"];
}
