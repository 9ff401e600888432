import { runProgram } from "./run_program.ts";
import { findProgram, JAVA_FOLDER, type JavaServer, toCacheFolder, toJarFolder } from "./tools.ts";

/**
 * Has Maven fetch the server's jars, and compile what LogFlow adds, with the Java of this home. Does nothing
 * where that was done before for the same pom and sources. Runs side by side do not disturb each other.
 */
export async function buildJars(server: JavaServer, java: string): Promise<void> {
  const folder = toJarFolder(server);
  if (await isThere(folder)) return;
  await Deno.mkdir(toCacheFolder(), { recursive: true });
  const output = await Deno.makeTempDir({ dir: toCacheFolder(), prefix: `${server}-` });
  try {
    const pom = `${JAVA_FOLDER}/${server}/pom.xml`;
    const command = ["mvn", "--quiet", "--batch-mode", "--file", pom, "package"];
    await runProgram([...command, `-Doutput=${output}`], { env: await toMavenVariables(java) });
    if (server === "elasticsearch") await arrangeModules(output);
    await Deno.rename(output, folder);
  } catch (error) {
    await Deno.remove(output, { recursive: true });
    if (!await isThere(folder)) throw error; // Another run was faster.
  }
}

async function toMavenVariables(java: string): Promise<Record<string, string>> {
  const store = "/etc/ssl/certs/java/cacerts"; // The authorities that this machine trusts.
  const trust = await isThere(store) ? `-Djavax.net.ssl.trustStore=${store}` : "";
  return { JAVA_HOME: java, MAVEN_OPTS: `${trust} ${Deno.env.get("MAVEN_OPTS") ?? ""}`.trim() };
}

/** As the node wants to find them: each with a descriptor; without a Java module's name it loads from the class path. */
async function arrangeModules(output: string): Promise<void> {
  const netty = `META-INF/es-plugins/transport-netty4/plugin-descriptor.properties`;
  const lines = (await Deno.readTextFile(`${output}/unpacked/${netty}`)).split("\n")
    .filter((line) => !line.startsWith("modulename="));
  const extras = lines.map((line) =>
    line.replace(/^name=.*/, "name=extras").replace(/^classname=.*/, "classname=ExtrasPlugin")
      .replace(/^description=.*/, "description=What Maven Central lacks")
  );
  const write = (module: string, text: readonly string[]) =>
    Deno.writeTextFile(`${output}/modules/${module}/plugin-descriptor.properties`, text.join("\n"));
  await write("transport-netty4", lines);
  await write("extras", extras);
  await Deno.mkdir(`${output}/native`);
  const zstd = await findZstd(); // The codec "best_compression" needs it.
  if (zstd !== null) await Deno.symlink(zstd, `${output}/native/libzstd.so`);
}

async function findZstd(): Promise<string | null> {
  const program = findProgram("ldconfig") ?? "/sbin/ldconfig";
  const known = await runProgram([program, "-p"]).catch(() => "");
  return /libzstd\.so\.1 .*=> (\S+)/.exec(known)?.[1] ?? null;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
