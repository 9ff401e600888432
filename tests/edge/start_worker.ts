import { readLines } from "../../runtime/read_lines.ts";

/** A worker that answers over HTTP. */
export interface WorkerProcess extends AsyncDisposable {
  /** Where it listens. */
  readonly url: string;
}

/** A runtime's program, and what serves a module there. */
export interface WorkerOptions {
  readonly program: string;
  /** The module of the worker, which it exports by default. */
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Serves a worker by workerd. */
export async function startWorkerd(options: WorkerOptions): Promise<WorkerProcess> {
  const bindings = Object.entries(options.variables).map(([name, value]) =>
    `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`
  );
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  bindings = [${bindings.join(", ")}],
  compatibilityDate = "2026-11-01",
);
`;
  return await start(options, {
    files: { "worker.js": options.text, "config.capnp": config },
    args: ["serve", "--control-fd=1", "config.capnp"],
    toPort: (line) => JSON.parse(line).port,
  });
}

/** Serves a worker by Node's own server, with requests as the web has them. */
export async function startNode(options: WorkerOptions): Promise<WorkerProcess> {
  const serve = `import { createServer } from "node:http";
import worker from "./worker.js";
const variables = ${JSON.stringify(options.variables)};
const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const { method, headers, url } = request;
  const body = pieces.length === 0 ? null : Buffer.concat(pieces);
  const asked = new Request("http://" + headers.host + url, { method, headers, body });
  const answer = await worker.fetch(asked, variables, { waitUntil() {} });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;
  return await start(options, {
    files: { "worker.js": options.text, "serve.mjs": serve, "package.json": '{"type":"module"}' },
    args: ["serve.mjs"],
    toPort: Number,
  });
}

interface Serving {
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Of the first line that is printed. */
  readonly toPort: (line: string) => number;
}

async function start(
  { program }: WorkerOptions,
  { files, args, toPort }: Serving,
): Promise<WorkerProcess> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-worker-" });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const child = new Deno.Command(program, {
    args: [...args],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const printed: string[] = [];
  const { promise: first, resolve } = Promise.withResolvers<string>();
  const read = [
    readLines(child.stdout, resolve),
    readLines(child.stderr, (line) => {
      printed.push(line);
    }),
  ];
  const ended = Promise.all([child.status, ...read]);
  const line = await Promise.race([first, ended.then(() => null)]);
  const end = async () => {
    if (line !== null) child.kill();
    await ended;
    await Deno.remove(folder, { recursive: true });
  };
  if (line !== null) {
    return { url: `http://127.0.0.1:${toPort(line)}`, [Symbol.asyncDispose]: end };
  }
  await end();
  throw new Error(`Cannot start ${program}: it ended\n${printed.join("\n")}`);
}
