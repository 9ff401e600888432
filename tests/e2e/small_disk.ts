/** A file system of its own, small, that is gone when this is disposed. */
export interface SmallDisk extends Disposable {
  /** Its root. */
  readonly folder: string;
  /** Leaves no room on it. */
  fill(): void;
  /** Makes the room again that `fill` took. */
  free(): void;
}

/** Mounts a file system of `megabytes`; null where this user may not mount, or the system has no tmpfs. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const folder = Deno.makeTempDirSync({ prefix: "logflow-disk-" });
  const filler = `${folder}/filler`;
  if (!run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder])) {
    Deno.removeSync(folder);
    return null;
  }
  return {
    folder,
    fill: () => fill(filler),
    free: () => Deno.removeSync(filler),
    [Symbol.dispose]() {
      if (!run("umount", [folder])) run("umount", ["-l", folder]);
      Deno.removeSync(folder);
    },
  };
}

/** Whether {@linkcode mountSmallDisk} works here. */
export function canMount(): boolean {
  using disk = mountSmallDisk(1);
  return disk !== null;
}

function fill(path: string): void {
  const page = new Uint8Array(4096);
  using file = Deno.openSync(path, { create: true, append: true });
  try {
    for (;;) file.writeSync(page);
  } catch (error) {
    if (!/ENOSPC|No space left/.test(`${error}`)) throw error;
  }
}

function run(program: string, args: readonly string[]): boolean {
  try {
    return new Deno.Command(program, { args: [...args], stderr: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
