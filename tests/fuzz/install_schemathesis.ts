import { createHash } from "node:crypto";
import { findMissingPython, installPackages, installPython } from "../stack/install_packages.ts";
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
  const missing = await findMissingPython();
  if (missing.length > 0) await installPackages(missing, () => {});
  await Deno.mkdir(toCacheFolder(), { recursive: true });
  const made = await Deno.makeTempDir({ dir: toCacheFolder(), prefix: "fetching-" });
  try {
    await installPython(made, ["--only-binary=:all:", "--requirement", REQUIREMENTS.pathname]);
    await Deno.rename(made, folder);
  } catch (error) {
    await Deno.remove(made, { recursive: true });
    if (!isThere(folder)) throw error;
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
