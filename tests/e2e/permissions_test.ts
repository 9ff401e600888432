import assert from "node:assert/strict";
import { type Config, parseConfig } from "../../runtime/config.ts";
import { permissionsFor } from "../../runtime/permissions.ts";
import { toFlags } from "../../runtime/permission_flags.ts";
import { toFacts } from "../../cli/deno_command.ts";

type Service = "ship" | "process" | "api" | "alert";

/** What every service may do: it keeps a heartbeat in the state store, with the name of its machine. */
const SHARED = ["read=DATA/state.db", "write=DATA/state.db", "hostname="];

/** What each service may do beside; everything else in the table below is refused. */
const GRANTED: Readonly<Record<Service, readonly string[]>> = {
  ship: [
    "read=LOGS/app.log",
    "read=LOGS/app.log.1",
    "read=DATA/ship.db",
    "write=DATA/ship.db",
    "read=DATA/bus.db",
    "write=DATA/bus.db",
    "write=DATA/bus.db.corrupt/x",
    "listen=127.0.0.1:9101",
  ],
  process: [
    "read=DATA/bus.db",
    "write=DATA/bus.db",
    "write=DATA/bus.db.corrupt/x",
    "read=DATA/logs.db",
    "write=DATA/logs.db",
    "listen=127.0.0.1:9102",
  ],
  api: [
    "read=DATA/bus.db",
    "write=DATA/bus.db",
    "write=DATA/bus.db.corrupt/x",
    "read=DATA/logs.db",
    "listen=127.0.0.1:8000",
  ],
  alert: ["read=DATA/logs.db", "listen=127.0.0.1:9104"],
};

/** Tried by every service. */
const ATTEMPTS = [
  "read=LOGS/app.log",
  "read=LOGS/app.log.1",
  "read=LOGS/../other.log",
  "read=DATA/ship.db",
  "read=DATA/bus.db",
  "read=DATA/logs.db",
  "read=DATA/state.db",
  "read=DATA/other.db",
  "read=/etc/passwd",
  "read=/proc/self/environ",
  "write=LOGS/app.log",
  "remove=LOGS/app.log",
  "link=LOGS/link",
  "write=DATA/ship.db",
  "write=DATA/bus.db",
  "write=DATA/bus.db.corrupt/x",
  "write=DATA/logs.db",
  "write=DATA/state.db",
  "write=DATA/other.db",
  "link=DATA/bus.db.corrupt/link",
  "listen=127.0.0.1:9101",
  "listen=127.0.0.1:9102",
  "listen=127.0.0.1:8000",
  "listen=127.0.0.1:9104",
  "listen=0.0.0.0:8000",
  "connect=127.0.0.1:22",
  "connect=169.254.169.254:80",
  "resolve=example.com",
  "env=SECRET",
  "env=HOME",
  "run=/bin/true",
  "run=deno",
  "native=/lib/x86_64-linux-gnu/libc.so.6",
  "import=LOGS/../code.ts",
  "release=",
  "hostname=",
];

for (const service of ["ship", "process", "api", "alert"] as const) {
  Deno.test(`permissions of ${service} stop everything but its job`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { config, fill } = prepare(folder);
      const results = await probe(service, config, ATTEMPTS.map(fill));
      const expected = ATTEMPTS.map((attempt) =>
        `${attempt} ${[...GRANTED[service], ...SHARED].includes(attempt) ? "granted" : "refused"}`
      );
      assert.deepEqual(ATTEMPTS.map((attempt, i) => `${attempt} ${results[i]}`), expected);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Nobody listens there: what is granted is refused by the system, not by Deno. */
const SERVERS = {
  KAFKA_BROKERS: "127.0.0.1:9",
  KAFKA_ADVERTISED: "127.0.0.1:10",
  ELASTICSEARCH_URL: "http://127.0.0.1:11",
  DATABASE_URL: "postgres://u:p@127.0.0.1:12/d",
  REDIS_URL: "redis://127.0.0.1:13",
};

/** Which of them each service may talk to, by port. */
const TALKS: Readonly<Record<Service, readonly number[]>> = {
  ship: [9, 10, 12],
  process: [9, 10, 11, 12, 13],
  api: [9, 10, 11, 12, 13],
  alert: [11, 12, 13],
};

for (const service of ["ship", "process", "api", "alert"] as const) {
  Deno.test(`permissions of ${service} on servers are their addresses, and no files of theirs`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { config, fill } = prepare(folder, SERVERS);
      const ports = [9, 10, 11, 12, 13, 14];
      const files = ["bus.db", "logs.db", "state.db"].flatMap((name) =>
        ["read", "write"].map((what) => `${what}=DATA/${name}`)
      );
      const attempts = [...ports.map((port) => `connect=127.0.0.1:${port}`), ...files];
      const results = await probe(service, config, attempts.map(fill));
      const granted = TALKS[service].map((port) => `connect=127.0.0.1:${port}`);
      assert.deepEqual(attempts.filter((_, i) => results[i] === "granted"), granted);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** A data folder, a folder of logs, and what lies beside them. */
function prepare(
  folder: string,
  servers: Readonly<Record<string, string>> = {},
): { config: Config; fill: (attempt: string) => string } {
  const [data, logs] = [`${folder}/data`, `${folder}/logs`];
  for (const path of [data, logs, `${data}/bus.db.corrupt`]) Deno.mkdirSync(path);
  for (const name of ["ship.db", "bus.db", "logs.db", "state.db", "other.db"]) {
    Deno.writeTextFileSync(`${data}/${name}`, "");
  }
  for (const path of ["logs/app.log", "logs/app.log.1", "other.log"]) {
    Deno.writeTextFileSync(`${folder}/${path}`, "");
  }
  Deno.writeTextFileSync(`${folder}/code.ts`, "export {};");
  const variables = { LOGFLOW_DATA_DIR: data, LOG_FILES: `${logs}/app.log`, ...servers };
  const config = parseConfig({}, variables);
  return { config, fill: (attempt) => attempt.replace("DATA", data).replace("LOGS", logs) };
}

async function probe(
  service: Service,
  config: Config,
  attempts: readonly string[],
): Promise<string[]> {
  const flags = toFlags(permissionsFor(service, config, toFacts([])));
  const main = new URL("./probe.ts", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--cached-only", ...flags, main, ...attempts],
    env: { SECRET: "x", NO_COLOR: "1" },
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}
