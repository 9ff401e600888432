import { createHash } from "node:crypto";
import { runProgram } from "../stack/run_program.ts";
import { toCacheFolder } from "../stack/tools.ts";

/**
 * The folder with schemathesis and all it needs, in the versions of `requirements.txt`; fetched from PyPI where it
 * is not there yet. A sentence where it cannot be had, with CI=true an Error.
 */
export async function installSchemathesis(): Promise<{ folder: string } | { missing: string }> {
  const folder = `${toCacheFolder()}/schemathesis-${hashOf(Deno.readTextFileSync(REQUIREMENTS))}`;
  try {
    if (!isThere(folder)) await fetchInto(folder);
    return { folder };
  } catch (error) {
    if (Deno.env.get("CI") === "true") throw error;
    const [reason] = (error as Error).message.split("\n");
    return { missing: `not here: needs Python 3.10, its venv and PyPI: ${reason}` };
  }
}

const REQUIREMENTS = new URL("./requirements.txt", import.meta.url);

/** Two runs may do this at once: what is there is complete. */
async function fetchInto(folder: string): Promise<void> {
  await Deno.mkdir(toCacheFolder(), { recursive: true });
  const made = await Deno.makeTempDir({ dir: toCacheFolder(), prefix: "fetching-" });
  try {
    await runProgram(["python3", "-m", "venv", `${made}/pip`]);
    const quiet = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"];
    const what = ["--target", `${made}/packages`, "--requirement", REQUIREMENTS.pathname];
    await runProgram([`${made}/pip/bin/pip`, "install", ...quiet, ...what]);
    await Deno.rename(`${made}/packages`, folder).catch((error) => {
      if (!isThere(folder)) throw error;
    });
  } finally {
    await Deno.remove(made, { recursive: true });
  }
}

function isThere(folder: string): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
