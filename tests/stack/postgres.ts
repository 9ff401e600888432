import { runProgram } from "./run_program.ts";
import type { ServerKind, ServerSite } from "./server_kind.ts";

/** One PostgreSQL server with the user and database `postgres`. */
export const POSTGRES: ServerKind = {
  portCount: 1,
  stopSignal: "SIGINT",
  endSignal: "SIGQUIT", // SIGKILL leaves shared memory behind.
  async prepare(site) {
    await Deno.mkdir(toData(site), { recursive: true });
    await own(site);
    if (!await isMade(site)) await make(site);
    await Deno.writeTextFile(`${toData(site)}/pg_hba.conf`, toRules(site));
    for (const [from, to] of toTlsFiles(site)) await Deno.copyFile(from, to);
    await own(site);
    for (const [, to] of toTlsFiles(site)) await Deno.chmod(to, 0o600);
  },
  toCommand(site) {
    const { ports, tools, options } = site;
    const tls = toTlsFiles(site).length === 0 ? {} : {
      ssl: "on",
      ssl_cert_file: `${toData(site)}/server.crt`,
      ssl_key_file: `${toData(site)}/server.key`,
    };
    // What a process wrote outlives kill -9 without fsync; only a crash of the machine loses it.
    const settings = {
      ...{ fsync: "off", full_page_writes: "off", unix_socket_directories: "" },
      dynamic_shared_memory_type: "mmap", // Files in its folder, which go with it.
      ...tls,
      ...options.settings,
    };
    return [
      ...asPostgres(),
      `${tools.postgres}/postgres`,
      ...["-D", toData(site), "-h", "127.0.0.1", "-p", `${ports[0]}`],
      ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
    ];
  },
  isReady: (_site, log) => log.includes("database system is ready to accept connections"),
  toAddress({ ports, options: { password } }) {
    const secret = password === undefined ? "" : `:${encodeURIComponent(password)}`;
    return `postgres://postgres${secret}@127.0.0.1:${ports[0]}/postgres`;
  },
};

function toData({ home }: ServerSite): string {
  return `${home}/data`;
}

/** PostgreSQL refuses to be root; Debian's package made it a user. */
function asPostgres(): string[] {
  if (Deno.uid() !== 0) return [];
  return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
}

async function own({ home }: ServerSite): Promise<void> {
  if (Deno.uid() === 0) await runProgram(["chown", "-R", "postgres:", home]);
}

async function isMade(site: ServerSite): Promise<boolean> {
  return await Deno.stat(`${toData(site)}/PG_VERSION`).then(() => true, () => false);
}

async function make(site: ServerSite): Promise<void> {
  const { home, tools, options: { password } } = site;
  const secret = `${home}/password`;
  await Deno.writeTextFile(secret, password ?? "");
  await own(site);
  const authentication = password === undefined
    ? ["-A", "trust"]
    : ["-A", "scram-sha-256", `--pwfile=${secret}`];
  const text = ["-E", "UTF8", "--locale=C.UTF-8"];
  const command = [`${tools.postgres}/initdb`, "-D", toData(site), "-U", "postgres", "--no-sync"];
  await runProgram([...asPostgres(), ...command, ...text, ...authentication], { cwd: home });
  await Deno.remove(secret);
}

function toRules({ options: { tls, password } }: ServerSite): string {
  const method = password === undefined ? "trust" : "scram-sha-256";
  return `${tls === undefined ? "host" : "hostssl"} all all 127.0.0.1/32 ${method}\n`;
}

/** The server wants the key for itself: pairs of what is given and its own copy. */
function toTlsFiles(site: ServerSite): (readonly [string, string])[] {
  const { tls } = site.options;
  if (tls === undefined) return [];
  return [[tls.certificate, `${toData(site)}/server.crt`], [tls.key, `${toData(site)}/server.key`]];
}
