import { composeDown, type ComposeProject, composeRunning, composeUp } from "./compose_stack.ts";
import { hasCompose, toServers } from "./compose_stack.ts";
import { installTools } from "./install_tools.ts";
import { openServer } from "./open_server.ts";
import { runProgram } from "./run_program.ts";
import type { ServerName } from "./server_kind.ts";
import { SERVER_KINDS, SERVER_NAMES } from "./server_kinds.ts";
import { isRunning, sendSignal } from "./server_process.ts";
import { findTools, toCacheFolder } from "./tools.ts";

/** Servers that stay up for a developer, on the ports that everybody knows. */
const PROJECT: ComposeProject = {
  name: "logflow-stack",
  ports: { kafka: 9092, elasticsearch: 9200, postgres: 5432, redis: 6379 },
};

/** Of Kafka's controller and of Elasticsearch's nodes. */
const INNER_PORTS: Readonly<Partial<Record<ServerName, number>>> = {
  kafka: 9093,
  elasticsearch: 9300,
};

/** What LogFlow reads them from. */
const VARIABLES: Readonly<Record<ServerName, string>> = {
  kafka: "KAFKA_BROKERS",
  elasticsearch: "ELASTICSEARCH_URL",
  postgres: "DATABASE_URL",
  redis: "REDIS_URL",
};

/** Starts those that do not run, and resolves with the lines that a shell can read. */
export async function keepUp(tell: (message: string) => void): Promise<readonly string[]> {
  if (await hasCompose()) await composeUp(PROJECT);
  else await localUp(tell);
  const servers = toServers(PROJECT.ports);
  return SERVER_NAMES.map((name) => `export ${VARIABLES[name]}=${servers[name]}`);
}

/** Ends them and removes their data. */
export async function takeDown(): Promise<void> {
  if (await hasCompose()) await composeDown(PROJECT);
  await Promise.all(SERVER_NAMES.map(localDown));
}

/** Whether each runs. */
export async function readStatus(): Promise<ReadonlyMap<ServerName, boolean>> {
  const byCompose = await hasCompose() ? await composeRunning(PROJECT) : [];
  const entries = SERVER_NAMES.map(async (name) =>
    [name, byCompose.includes(name) || await findPid(name) !== null] as const
  );
  return new Map(await Promise.all(entries));
}

async function localUp(tell: (message: string) => void): Promise<void> {
  await installTools(tell);
  const ups = await Promise.allSettled(SERVER_NAMES.map(localUpOne));
  const failed = ups.find((up) => up.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function localUpOne(name: ServerName): Promise<void> {
  if (await findPid(name) !== null) return;
  const kind = SERVER_KINDS[name];
  const home = toHome(name);
  const ports = [PROJECT.ports[name], INNER_PORTS[name] ?? 0].slice(0, kind.portCount);
  await Deno.mkdir(home, { recursive: true });
  const site = { home, ports, options: {}, tools: findTools() };
  try {
    const server = await openServer(kind, site, { outlives: true });
    await Deno.writeTextFile(toPidPath(name), `${server.pid()}`);
  } catch (error) {
    throw new Error(`Cannot start ${name}: ${(error as Error).message}`, { cause: error });
  }
}

async function localDown(name: ServerName): Promise<void> {
  const pid = await findPid(name);
  if (pid !== null) {
    sendSignal(pid, SERVER_KINDS[name].stopSignal);
    for (let waitedMs = 0; await isRunning(pid); waitedMs += POLL_MS) {
      if (waitedMs >= STOP_MS_MAX) sendSignal(pid, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
  await Deno.remove(toHome(name), { recursive: true }).catch(() => {}); // There may be none.
}

const POLL_MS = 100;

const STOP_MS_MAX = 30_000;

/** Null where it does not run; a file of before the machine's start may name a stranger. */
async function findPid(name: ServerName): Promise<number | null> {
  const pid = await Deno.readTextFile(toPidPath(name)).then(Number, () => null);
  if (pid === null) return null;
  const command = await runProgram(["ps", "-ww", "-o", "args=", "-p", `${pid}`]).catch(() => "");
  return command.includes(toHome(name)) ? pid : null;
}

function toPidPath(name: ServerName): string {
  return `${toHome(name)}/pid`;
}

/** Not below a home folder: PostgreSQL runs as another user, who has to reach it. */
function toHome(name: ServerName): string {
  const root = Deno.uid() === 0 ? "/var/tmp/logflow-stack" : `${toCacheFolder()}/stack`;
  return `${root}/${name}`;
}
