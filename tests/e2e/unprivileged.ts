/**
 * What to start a program with so that permissions of files hold for it: nothing for most users; root gives
 * up its right to pass over them. Null where that cannot be done.
 */
export function toUnprivileged(): readonly string[] | null {
  const path = Deno.makeTempFileSync();
  try {
    Deno.chmodSync(path, 0);
    return LAUNCHERS.find((launcher) => !mayRead(launcher, path)) ?? null;
  } finally {
    Deno.removeSync(path);
  }
}

const LAUNCHERS: readonly (readonly string[])[] = [
  [],
  ["setpriv", "--bounding-set=-dac_override,-dac_read_search"],
];

function mayRead(launcher: readonly string[], path: string): boolean {
  const [program, ...args] = [...launcher, "cat", path];
  try {
    const { success, stderr } = new Deno.Command(program!, { args }).outputSync();
    return success || !/denied/i.test(new TextDecoder().decode(stderr));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}
