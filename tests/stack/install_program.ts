import { readStack } from "./servers.ts";
import { toCacheFolder } from "./tools.ts";

/** A program that some tests need, and how to get it. */
export interface WantedProgram {
  /** Of its file. */
  readonly name: string;
  /** What is got anew when it changes. */
  readonly version: string;
  /** Puts the file into a new folder; throws an Error that says what is missing. */
  readonly make: (folder: string) => Promise<void>;
}

/**
 * The path of the program, got where it is not there yet. A sentence where it cannot be had, or is not to be got in a
 * run without servers; with CI=true an Error.
 */
export async function installProgram(
  { name, version, make }: WantedProgram,
): Promise<{ path: string } | { missing: string }> {
  const folder = `${toCacheFolder()}/${name}-${version}`;
  const path = `${folder}/${name}`;
  const isThere = () => Deno.stat(path).then(() => true, () => false);
  if (await isThere()) return { path };
  const mustHave = Deno.env.get("CI") === "true";
  if (readStack() === null && !mustHave) return { missing: "not here: needs the real servers" };
  try {
    await makeFolder(folder, make);
    return { path };
  } catch (error) {
    if (await isThere()) return { path }; // Another run was faster.
    if (mustHave) throw error;
    return { missing: `not here: ${(error as Error).message.split("\n", 1)[0]}` };
  }
}

async function makeFolder(folder: string, make: WantedProgram["make"]): Promise<void> {
  await Deno.mkdir(toCacheFolder(), { recursive: true });
  const made = await Deno.makeTempDir({ dir: toCacheFolder(), prefix: "building-" });
  try {
    await make(made);
    await Deno.rename(made, folder);
  } catch (error) {
    await Deno.remove(made, { recursive: true });
    throw error;
  }
}
