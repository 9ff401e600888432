import { eventually } from "../e2e/eventually.ts";
import { freePort } from "../e2e/pipeline_process.ts";
import { installProgram } from "./install_program.ts";
import { runProgram } from "./run_program.ts";
import { spawnServer } from "./server_process.ts";
import { findProgram } from "./tools.ts";

/**
 * The path of Alertmanager, built from its Go module where it is not there yet, which takes a minute. A sentence
 * where it cannot be had, or is not to be built in a run without servers; with CI=true an Error.
 */
export async function installAlertmanager(): Promise<{ path: string } | { missing: string }> {
  return await installProgram({ name: "alertmanager", version: VERSION, make: build });
}

/** The last one whose module has the files of its page, so that the module alone is enough. */
const VERSION = "0.31.1";

async function build(folder: string): Promise<void> {
  if (findProgram("go") === null) throw new Error("needs Go: Cannot find the program go");
  const source = `github.com/prometheus/alertmanager/cmd/alertmanager@v${VERSION}`;
  await runProgram(["go", "install", source], { env: { GOBIN: folder } });
}

/** One that tells nobody. */
export interface Alertmanager extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** The alerts that it knows and that are not over. */
  alerts(): Promise<readonly KnownAlert[]>;
}

/** `gettableAlert` of its api/v2/openapi.yaml, in parts. */
export interface KnownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

/** Starts it, with its data in a temporary folder; dies with this process. */
export async function openAlertmanager(path: string): Promise<Alertmanager> {
  const home = await Deno.makeTempDir({ prefix: "logflow-alertmanager-" });
  await Deno.writeTextFile(
    `${home}/config.yml`,
    "route: { receiver: none }\nreceivers: [{ name: none }]\n",
  );
  const address = `127.0.0.1:${freePort()}`;
  const server = spawnServer({
    command: [
      path,
      `--config.file=${home}/config.yml`,
      `--storage.path=${home}/data`,
      `--web.listen-address=${address}`,
      "--cluster.listen-address=",
    ],
    logPath: `${home}/log`,
    outlives: false,
  });
  const close = async () => {
    server.signal("SIGKILL");
    await server.ended;
    await Deno.remove(home, { recursive: true });
  };
  const url = `http://${address}`;
  try {
    await eventually("Alertmanager", async () => await get(`${url}/-/ready`));
  } catch (error) {
    await close();
    throw error;
  }
  const alerts = async () => JSON.parse(await get(`${url}/api/v2/alerts`)) as KnownAlert[];
  return { url, alerts, [Symbol.asyncDispose]: close };
}

async function get(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(`Cannot get "${url}": status is ${response.status}: ${text}`);
}
