import { eventually } from "./eventually.ts";

/** A `logflow pipeline` that runs as its user would start it, with a data directory and ports of its own. */
export interface PipelineProcess extends AsyncDisposable {
  readonly pid: number;
  readonly apiUrl: string;
  /** Where each service serves `/metrics`, by its word. */
  readonly metricsUrls: Readonly<Record<"ship" | "process" | "api" | "alert", string>>;
  /** The services that run now, by their word. */
  services(): Map<string, number>;
  /** Sends a signal to the supervisor and resolves with its exit code once it ended. */
  stop(signal?: Deno.Signal): Promise<number>;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
  /** Everything it printed so far. */
  output(): string;
}

/** What to start. */
export interface PipelineOptions {
  readonly dataDir: string;
  readonly logFiles: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Program (with its arguments) that starts the pipeline in its own place, such as `setpriv`. */
  readonly launcher?: readonly string[];
}

const MAIN = new URL("../../cli/main.ts", import.meta.url).pathname;

/** Starts the pipeline; it may still be coming up when this returns. */
export function startPipeline(options: PipelineOptions): PipelineProcess {
  const ports = toFreePorts();
  const [program, ...before] = [...options.launcher ?? [], Deno.execPath()];
  const child = new Deno.Command(program!, {
    args: [
      ...before,
      "run",
      "-q",
      "-A",
      MAIN,
      "pipeline",
      ...options.logFiles.flatMap((file) => ["--log-file", file]),
    ],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      NO_COLOR: "1",
      LOGFLOW_DATA_DIR: options.dataDir,
      ...ports,
      ...options.variables,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const printed: string[] = [];
  const collected = [collect(child.stdout, printed), collect(child.stderr, printed)];
  const ended = child.status.then(async ({ code }) => {
    await Promise.all(collected);
    return code;
  });
  const stop = (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch { /* it ended already */ }
    return ended;
  };
  return {
    pid: child.pid,
    apiUrl: `http://127.0.0.1:${ports.API_PORT}`,
    metricsUrls: toMetricsUrls(ports),
    services: () => servicesOf(options.dataDir),
    stop,
    ended,
    output: () => printed.join(""),
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
      await eventually("the services to end", () => servicesOf(options.dataDir).size === 0 || null);
    },
  };
}

/** Variables with a free port for each service. */
export function toFreePorts(): Record<PortVariable, string> {
  const ports = new Set<number>();
  while (ports.size < 4) ports.add(freePort());
  const [api, ship, process, alert] = [...ports].map(String);
  return {
    API_PORT: api!,
    SHIP_METRICS_PORT: ship!,
    PROCESS_METRICS_PORT: process!,
    ALERT_METRICS_PORT: alert!,
  };
}

type PortVariable = "API_PORT" | `${"SHIP" | "PROCESS" | "ALERT"}_METRICS_PORT`;

function toMetricsUrls(ports: Record<PortVariable, string>): PipelineProcess["metricsUrls"] {
  const toUrl = (variable: PortVariable) => `http://127.0.0.1:${ports[variable]}/metrics`;
  return {
    ship: toUrl("SHIP_METRICS_PORT"),
    process: toUrl("PROCESS_METRICS_PORT"),
    api: toUrl("API_PORT"),
    alert: toUrl("ALERT_METRICS_PORT"),
  };
}

/** A TCP port of 127.0.0.1 that was free a moment ago; none that a system gives to outgoing connections. */
export function freePort(): number {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    try {
      using _ = Deno.listen({ hostname: "127.0.0.1", port });
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/** Pids of the services that work on this data directory, found by their environment. */
export function servicesOf(dataDir: string): Map<string, number> {
  // With the environment after the arguments: a service whose data are all on servers names the folder only there.
  const { stdout } = new Deno.Command("ps", { args: ["axeww", "-o", "pid=,args="] }).outputSync();
  const found = new Map<string, number>();
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    if (!line.includes(MAIN) || !line.includes("LOGFLOW_SUPERVISED=1")) continue;
    if (!`${line} `.includes(` LOGFLOW_DATA_DIR=${dataDir} `)) continue;
    const [pid, word] = [/^ *(\d+)/.exec(line)?.[1], line.split(`${MAIN} `)[1]?.split(" ")[0]];
    if (word !== undefined && SERVICES.has(word)) found.set(word, Number(pid));
  }
  return found;
}

const SERVICES = new Set(["ship", "process", "api", "alert"]);

async function collect(stream: ReadableStream<Uint8Array>, into: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) into.push(text);
}
