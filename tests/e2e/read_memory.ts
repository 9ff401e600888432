/** The most resident memory that a process ever had, MiB. */
export async function readPeakMib(pid: number): Promise<number> {
  return await readStatus(pid, "VmHWM") / 1024;
}

/** The resident memory of a process now, MiB. */
export async function readMib(pid: number): Promise<number> {
  return await readStatus(pid, "VmRSS") / 1024;
}

/** Deno keeps /proc from tests, so another program reads it. */
async function readStatus(pid: number, name: string): Promise<number> {
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).output();
  const text = new TextDecoder().decode(stdout);
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]);
}
