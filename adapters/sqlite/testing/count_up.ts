import { ConflictError } from "../../../core/errors.ts";
import { openSqliteStateStore } from "../state_store.ts";

/** For tests: counts up the document "n" of the store at a path so many times, and says each count. */
export async function countUp(path: string, times: number): Promise<void> {
  await using store = await openSqliteStateStore({ path });
  for (let done = 0; done < times;) {
    const found = await store.read("n");
    const next = (found?.value as number ?? 0) + 1;
    try {
      await store.write("n", next, found?.revision ?? null);
      Deno.stdout.writeSync(new TextEncoder().encode(`${next}\n`));
      done++;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

if (import.meta.main) await countUp(Deno.args[0]!, Number(Deno.args[1]));
