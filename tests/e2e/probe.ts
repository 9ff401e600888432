/**
 * Tries what its arguments say (`kind=value`) and prints one result a line: `granted`, `refused`, or
 * what the system answered. It is run with the permissions of a service, to see what they stop.
 */
const ATTEMPTS: Readonly<Record<string, (value: string) => unknown>> = {
  read: (path) => Deno.readTextFileSync(path),
  write: (path) => Deno.writeTextFileSync(path, "", { append: true }),
  remove: (path) => Deno.removeSync(path),
  link: (path) => Deno.symlinkSync("/etc/passwd", path),
  connect: async (address) => (await Deno.connect(toAddress(address))).close(),
  listen: (address) => Deno.listen(toAddress(address)).close(),
  resolve: (name) => Deno.resolveDns(name, "A"),
  env: (name) => Deno.env.get(name) ?? refuse(),
  run: (program) => new Deno.Command(program).outputSync(),
  native: (path) => Deno.dlopen(path, {}),
  import: (path) => import(path),
  worker: () => new Worker("data:,", { type: "module" }).terminate(),
  hostname: () => Deno.hostname(),
  release: () => Deno.osRelease(),
};

let results = "";
for (const attempt of Deno.args) {
  const at = attempt.indexOf("=");
  results += `${await toResult(attempt.slice(0, at), attempt.slice(at + 1))}\n`;
}
Deno.stdout.writeSync(new TextEncoder().encode(results));

async function toResult(kind: string, value: string): Promise<string> {
  try {
    await ATTEMPTS[kind]!(value);
    return "granted";
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return "refused";
    if (String(error).includes("Requires read access")) return "refused"; // As import tells it.
    if (error instanceof Deno.errors.NotFound) return "granted"; // It may look: nothing is there.
    if (error instanceof Deno.errors.ConnectionRefused) return "granted";
    return String(error);
  }
}

function refuse(): never {
  throw new Deno.errors.NotCapable("looks unset");
}

function toAddress(address: string): { hostname: string; port: number } {
  const at = address.lastIndexOf(":");
  return { hostname: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
