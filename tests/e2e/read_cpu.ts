import { eventually } from "./eventually.ts";

/** Resolves once a process does next to nothing any more. Rejects after 30 s. */
export async function becomesIdle(pid: number): Promise<void> {
  let before = await readCpuTicks(pid);
  await eventually(`process ${pid} to do nothing`, async () => {
    await new Promise((resolve) => setTimeout(resolve, WINDOW_MS));
    const now = await readCpuTicks(pid);
    const used = now - before;
    before = now;
    return used <= IDLE_TICKS_MAX || null;
  });
}

/** Used so far by all of its threads, in hundredths of a second. */
async function readCpuTicks(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/stat`] }).output();
  const fields = new TextDecoder().decode(stdout).replace(/^.*\) /s, "").split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

const WINDOW_MS = 300;
const IDLE_TICKS_MAX = 6;
