import config from "../../deno.json" with { type: "json" };

/** Where the library's API is kept as it was when somebody last agreed to it. */
export const SNAPSHOT: URL = new URL("../api_snapshot.txt", import.meta.url);

/**
 * Names and signatures of all that the library's modules export, without comments and bodies, sorted; each with the
 * names of its modules.
 */
export async function printApi(): Promise<string> {
  const modules = new Map<string, string[]>();
  for (const [name, path] of Object.entries(config.exports)) {
    for (const text of await readDeclarations(path)) {
      modules.set(text, [...modules.get(text) ?? [], name]);
    }
  }
  return [...modules].map(([text, names]) => `${text}\n    in ${names.join(" ")}\n`).sort().join(
    "\n",
  );
}

async function readDeclarations(path: string): Promise<string[]> {
  const [text, json] = await Promise.all([runDoc(path), runDoc("--json", path)]);
  const comments = new Set<string>();
  JSON.parse(json, (name, value) => {
    if (name === "doc" && typeof value === "string") {
      for (const line of value.split("\n")) comments.add(line.trim());
    }
    return value;
  });
  return text.split(/^Defined in .*$/m).slice(1).map((declaration) =>
    declaration.split("\n").filter((line) => !comments.has(line.trim()) && line.trim() !== "")
      .join("\n")
  );
}

async function runDoc(...args: string[]): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", ...args],
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`Cannot read the API: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) await Deno.writeTextFile(SNAPSHOT, await printApi());
