import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { CONFINED_WORDS } from "../runtime/word_variables.ts";
import { parseBytes } from "../runtime/config_values.ts";
import { VARIABLE_NAMES, VARIABLES } from "../runtime/variables.ts";
import { runProgram } from "./stack/run_program.ts";
import { type ComposeService, readCompose, readText, readYaml } from "./compose/read_compose.ts";

const compose = readCompose("docker-compose.yml");
const all = Object.entries(compose.services);
const own = all.filter(([, { build }]) => build !== undefined);

/** It ends by itself, and others wait for that. */
const isJob = ({ restart }: ComposeService) => restart?.startsWith("on-failure");

Deno.test("docker-compose.yml has all servers and services, and is valid by Compose's schema", () => {
  assert.deepEqual(own.map(([name]) => name).sort(), ["alert", "api", "process", "ship"]);
  const servers = [
    "elasticsearch",
    "grafana",
    "kafka",
    "kibana",
    "postgres",
    "prometheus",
    "redis",
  ];
  assert.deepEqual(servers.filter((name) => !(name in compose.services)), []);
  for (const path of ["docker-compose.yml", "tests/stack/compose.yml"]) {
    assert.deepEqual(findSchemaFaults(readYaml(path)), []);
  }
  assert.notDeepEqual(findSchemaFaults({ services: { x: { image: "x", port: [] } } }), []);
});

Deno.test("docker-compose.yml pins every image to a full version, as the Dockerfile does", () => {
  const dockerfile = readText("Dockerfile");
  const version = /^ARG DENO_VERSION=(.+)$/m.exec(dockerfile)?.[1];
  assert.ok(readText(".ci/run").includes(`deno@${version}\n`));
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!);
  assert.deepEqual(bases.filter((image) => !/:\w+-\$\{DENO_VERSION\}$/.test(image)), []);
  const tests = Object.values(readCompose("tests/stack/compose.yml").services);
  const pulled = all.map(([, service]) => service).filter(({ build }) => build === undefined);
  const images = [...pulled, ...tests].map(({ image }) => image);
  assert.deepEqual(images.filter((image) => !PINNED.test(image)), []);
});

Deno.test("docker-compose.yml runs the versions that the tests run", () => {
  const tested = readCompose("tests/stack/compose.yml").services;
  for (const [name, { image }] of Object.entries(tested)) {
    assert.equal(compose.services[name]?.image, image);
  }
});

Deno.test("docker-compose.yml publishes on this machine alone", () => {
  const ports = all.flatMap(([, { ports }]) => ports ?? []);
  const usual = ["3000", "5601", "8000", "9090"].map((port) => `127.0.0.1:${port}:${port}`);
  assert.deepEqual([...ports].sort(), usual);
});

Deno.test("docker-compose.yml uses only variables that .env.example tells or that have a default", () => {
  const told = new Set([...readText(".env.example").matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(first));
  const used = [...readText("docker-compose.yml").matchAll(/(?<!\$)\$\{([A-Z_]+)(:-)?/g)];
  assert.deepEqual(used.filter(([, name, byDefault]) => !byDefault && !told.has(name!)), []);
});

Deno.test("docker-compose.yml has no password, and refuses to start without one", () => {
  const secrets = all.flatMap(([, { environment }]) => Object.entries(environment ?? {}))
    .filter(([name]) => /PASSWORD|_URL$/.test(name)).map(([, value]) => value);
  const urls = secrets.filter((value) => /^[a-z]+:\/\/[^/]*@/.test(value));
  assert.deepEqual(urls.filter((url) => !/:\$\{[A-Z_]+:\?[^}]+\}@/.test(url)), []);
  const passwords = secrets.filter((value) => !value.includes("://"));
  assert.deepEqual(passwords.filter((value) => !/^\$\{[A-Z_]+:\?[^}]+\}$/.test(value)), []);
});

Deno.test("docker-compose.yml gives the services variables that they know", () => {
  const known = new Set<string>(VARIABLE_NAMES);
  const given = own.flatMap(([, { environment }]) => Object.keys(environment ?? {}));
  assert.deepEqual(given.filter((name) => !known.has(name)), []);
});

Deno.test("docker-compose.yml, Prometheus and the code agree on ports", () => {
  const jobs = (readYaml("deploy/prometheus/prometheus.yml") as Prometheus).scrape_configs;
  for (const [name, { environment, healthcheck }] of own) {
    const key = name === "api" ? "API_PORT" : `${name.toUpperCase()}_METRICS_PORT` as "API_PORT";
    const port = VARIABLES[key].initial;
    assert.equal(environment?.[key], port);
    assert.ok(String(healthcheck?.test).includes(`http://127.0.0.1:${port}/health`));
    const targets = jobs.find(({ job_name }) => job_name === name)?.static_configs;
    assert.deepEqual(targets, [{ targets: [`${name}:${port}`] }]);
  }
});

Deno.test("docker-compose.yml starts each service after the servers it talks to", () => {
  for (const [name, { environment, depends_on }] of all) {
    const text = Object.values(environment ?? {}).join(" ");
    const hosts = [...text.matchAll(/(?:\/\/|@|^| )([a-z]+):\d{4}\b/g)].map(first)
      .filter((host) => host !== name);
    assert.deepEqual(hosts.filter((host) => !(host in compose.services)), [], name);
    const waits = Object.entries(depends_on ?? {}).map(([on, { condition }]) =>
      `${on} ${condition}`
    );
    const wanted = hosts.map((host) =>
      host === "elasticsearch" && name !== "elasticsearch-users"
        ? "elasticsearch-users service_completed_successfully"
        : `${host} service_healthy`
    );
    assert.deepEqual(wanted.filter((wait) => !waits.includes(wait)), [], name);
  }
});

Deno.test("docker-compose.yml bounds the memory of all, and fits a machine of 8 GB", () => {
  const sum = all.reduce((bytes, [, { mem_limit }]) => bytes + toBytes(mem_limit), 0);
  assert.ok(sum <= 7 * 2 ** 30, `${sum / 2 ** 20} MiB`);
});

Deno.test("docker-compose.yml asks each service for its health, but the one that ends", () => {
  const without = all.filter(([, { healthcheck }]) => healthcheck === undefined);
  assert.deepEqual(without.filter(([, service]) => !isJob(service)), []);
});

Deno.test("docker-compose.yml runs nothing as root nor with a right of root", () => {
  const faults = all.filter(([, { user, cap_drop, security_opt }]) =>
    !/^[1-9]\d*:\d+$/.test(user ?? "") || cap_drop?.[0] !== "ALL" ||
    !security_opt?.includes("no-new-privileges:true")
  );
  assert.deepEqual(faults.map(([name]) => name), []);
  assert.match(readText("Dockerfile"), new RegExp(`\nUSER ${own[0]![1].user}\n`));
});

Deno.test("docker-compose.yml lets the services write to nothing but their data", () => {
  assert.deepEqual(own.filter(([, { read_only }]) => read_only !== true), []);
  const mounts = own.flatMap(([name, { volumes }]) => (volumes ?? []).map((at) => `${name} ${at}`));
  assert.deepEqual(mounts, [
    "ship ship-data:/data",
    "ship ${LOG_DIR:-./logs}:/logs:ro",
    "alert ./deploy/rules:/etc/logflow/rules:ro",
  ]);
  const used = all.flatMap(([, { volumes }]) => volumes ?? []).map((at) => at.split(":")[0]!);
  const named = used.filter((name) => /^[a-z-]+$/.test(name));
  assert.deepEqual(named.sort(), Object.keys(compose.volumes ?? {}).sort());
});

Deno.test("docker-compose.yml runs words of the command line, by the launcher of the Dockerfile", () => {
  const words = own.map(([, { command }]) => command?.[0]);
  assert.deepEqual(words.filter((word) => !CONFINED_WORDS.some((known) => known === word)), []);
  const dockerfile = readText("Dockerfile");
  const launch = ["--no-prompt", "--cached-only", "-P=launch", "cli/main.ts"];
  assert.ok(dockerfile.includes(launch.map((word) => `"${word}"`).join(", ")));
});

Deno.test("the Dockerfile copies every module that the program can reach", async () => {
  const copied = [...readText("Dockerfile").matchAll(/^COPY ([a-z]+) \1$/gm)].map(first);
  const root = new URL("../", import.meta.url);
  const reached = new Set<string>();
  for (const path of ["cli/main.ts", "adapters/blocks/query_worker.ts"]) {
    const args = ["info", "--json", fileURLToPath(new URL(path, root))];
    const { modules } = JSON.parse(await runProgram([Deno.execPath(), ...args])) as Graph;
    for (const { specifier } of modules) {
      if (specifier.startsWith(root.href)) reached.add(specifier.slice(root.href.length));
    }
  }
  const folders = [...reached].filter((path) => path.includes("/")).map((path) =>
    path.split("/")[0]!
  );
  assert.deepEqual([...new Set(folders)].sort(), copied.sort());
  const ignored = readText(".dockerignore");
  assert.deepEqual(copied.filter((name) => !ignored.includes(`!${name}\n`)), []);
  assert.match(ignored, /\*\*\/\*_test\.ts\n\*\*\/testing$/m); // Of which the program needs nothing:
  assert.deepEqual([...reached].filter((path) => /_test\.ts$|\/testing\//.test(path)), []);
});

interface Graph {
  readonly modules: readonly { readonly specifier: string }[];
}

const PINNED = /^[a-z][a-z.]*(\/[a-z]+)*:v?\d+\.\d+(\.\d+)?(@sha256:[0-9a-f]{64})?$/;

interface Prometheus {
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

function findSchemaFaults(file: unknown): string[] {
  const { $schema: _, ...schema } = JSON.parse(readText("tests/compose/compose-spec.json"));
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false })
    .compile(schema);
  validate(file);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function toBytes(limit: string | undefined): number {
  const unit = { m: "MiB", g: "GiB" }[limit?.slice(-1) ?? ""];
  return parseBytes(`${limit?.slice(0, -1)}${unit}`, 1);
}

function first([, group]: readonly string[]): string {
  return group!;
}
