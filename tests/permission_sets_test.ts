import assert from "node:assert/strict";
import { toBinary } from "../cli/binary.ts";
import { toDenoCommand, toFacts } from "../cli/deno_command.ts";
import { toBinaryFlags } from "../deploy/compile/to_binary_flags.ts";
import deno from "../deno.json" with { type: "json" };
import { type Config, parseConfig } from "../runtime/config.ts";
import { toFlags } from "../runtime/permission_flags.ts";
import { type PermissionSet, permissionsFor } from "../runtime/permissions.ts";
import { CONFINED_WORDS, type ConfinedWord, variablesOf } from "../runtime/word_variables.ts";
import { policyOf, type PolicyPeer, type Workload, workloadsOf } from "./k8s/pod_spec.ts";
import { type KubernetesObject, readKustomization } from "./k8s/read_kustomization.ts";

// Everything that confines LogFlow, held against `runtime/permissions.ts`.

const SERVICES = ["ship", "process", "api", "alert"] as const;

const SERVERS = {
  KAFKA_BROKERS: "k1:9092,k2:9093",
  ELASTICSEARCH_URL: "https://es:9200",
  DATABASE_URL: "postgres://u:p@pg:5433/x",
  REDIS_URL: "redis://r:6380",
};

Deno.test("deno.json has the sets of the default configuration by name", () => {
  const named: Readonly<Record<string, unknown>> = deno.permissions;
  const modules = ["./adapters/blocks", "./core", "./runtime"];
  for (const word of CONFINED_WORDS) {
    const facts = { ...toFacts([]), modules, deno: "deno" };
    const { env, ...others } = permissionsFor(word, parseConfig({}, {}), facts);
    const granted = Object.entries(others).filter(([, list]) => list.length > 0)
      .map(([kind, list]) => [kind, list.includes("*") ? true : list]);
    const expected = { ...Object.fromEntries(granted), env: { allow: env, ignore: true } };
    assert.deepEqual(named[word], expected, word);
  }
});

Deno.test("the launcher passes each word its set, and nothing else", () => {
  for (const config of [parseConfig({}, {}), parseConfig({}, SERVERS)]) {
    for (const word of CONFINED_WORDS) {
      const { args } = toDenoCommand({ word, config, args: [], variables: {} });
      const flags = args.filter((arg) => /^--(allow|deny|ignore)-|^-[AP]|^--permission/.test(arg));
      assert.deepEqual(flags, toFlags(setOf(word, config)), word);
      assert.ok(args.includes("--no-prompt"));
    }
  }
});

Deno.test("compile bakes in the set of each service; logflow runs none but these", async () => {
  for (const config of [parseConfig({}, {}), parseConfig({}, SERVERS)]) {
    const binaries = await toBinaryFlags(config);
    for (const word of SERVICES) {
      const set = permissionsFor(word, config, { ...toFacts([]), modules: [] });
      const flags = binaries.get(toBinary(word))!.filter((flag) => !flag.startsWith("--v8-flags="));
      assert.deepEqual(flags, toFlags(set), word);
    }
    const logflow = binaries.get("logflow")!;
    assert.ok(logflow.includes(`--allow-run=${[...binaries.keys()]}`), `${logflow}`);
    const written = logflow.find((flag) => flag.startsWith("--allow-write="))!.split("=")[1]!;
    assert.deepEqual(written.split(",").filter((path) => !path.startsWith("./data")), []);
  }
});

for (const overlay of ["embedded", "scale"]) {
  const objects = readKustomization(`deploy/k8s/${overlay}`);
  for (const workload of workloadsOf(objects)) {
    const { name } = workload.metadata;

    Deno.test(`deploy/k8s/${overlay} lets the network of ${name} do what its set does`, () => {
      const { listened, asked } = toAddresses(setsOf(workload, objects));
      const [{ ports }] = workload.spec.template.spec.containers;
      assert.deepEqual(ports!.map(({ containerPort }) => containerPort), listened);
      const { ingress = [], egress = [] } = policyOf(workload, objects).spec;
      assert.deepEqual(portsOf(ingress), listened);
      const reached = egress.flatMap(({ to, ports }) =>
        to.flatMap((peer) => ports.map(({ port }) => `${toHost(peer)}:${port}`))
      );
      assert.deepEqual(reached.sort(), asked);
    });

    Deno.test(`deploy/k8s/${overlay} mounts for ${name} what its set reads and writes`, () => {
      const [{ volumeMounts = [] }] = workload.spec.template.spec.containers;
      const isBelow = (path: string, readOnly: boolean) =>
        volumeMounts.some(({ mountPath, ...mount }) =>
          (path === mountPath || path.startsWith(`${mountPath}/`)) &&
          (readOnly || mount.readOnly !== true)
        );
      for (const { read, write } of setsOf(workload, objects)) {
        assert.deepEqual(write.filter((path) => !isBelow(path, false)), []);
        assert.deepEqual(read.filter((path) => !isBelow(path, true)), []);
      }
    });

    Deno.test(`deploy/k8s/${overlay} lets ${name} start where Kafka wants a login`, () => {
      const given = toGivenVariables(workload, objects);
      const kafka = given.KAFKA_BROKERS === undefined ? {} : { KAFKA_SASL_MECHANISM: "plain" };
      const hasLogin = "KAFKA_SASL_USERNAME" in given;
      const login = hasLogin ? { KAFKA_SASL_USERNAME: "u", KAFKA_SASL_PASSWORD: "p" } : {};
      assert.equal(parseConfig({}, { ...given, ...kafka, ...login }).kafka !== null, hasLogin);
    });

    Deno.test(`deploy/k8s/${overlay} gives ${name} the variables that it reads`, () => {
      const [{ env = [] }] = workload.spec.template.spec.containers;
      const known = wordsOf(workload).flatMap(variablesOf);
      assert.deepEqual(env.filter(({ name }) => !known.includes(name)), []);
      const secrets = env.filter(({ valueFrom }) => valueFrom?.secretKeyRef).map(({ name }) =>
        name
      );
      const needed = overlay === "embedded" ? [] : Object.keys(SECRETS);
      assert.deepEqual(secrets.sort(), needed.filter((name) => known.includes(name)).sort());
    });
  }
}

/** Such as a secret has; what is empty may be missing in it. */
const SECRETS: Readonly<Record<string, string>> = {
  KAFKA_SASL_USERNAME: "",
  KAFKA_SASL_PASSWORD: "",
  DATABASE_URL: "postgres://logflow:secret@postgres.servers.svc:5432/logflow",
  REDIS_URL: "redis://:secret@redis.servers.svc:6379",
  ELASTICSEARCH_USERNAME: "logflow",
  ELASTICSEARCH_PASSWORD: "secret",
};

function setOf(word: ConfinedWord, config: Config): PermissionSet {
  return permissionsFor(word, config, toFacts([]));
}

function setsOf(workload: Workload, objects: readonly KubernetesObject[]): PermissionSet[] {
  const config = parseConfig({}, toGivenVariables(workload, objects));
  const facts = { ...toFacts([]), modules: [] }; // They are in the image.
  return wordsOf(workload).map((word) => permissionsFor(word, config, facts));
}

function wordsOf(workload: Workload): readonly ConfinedWord[] {
  const [{ args }] = workload.spec.template.spec.containers;
  return args![0] === "pipeline" ? SERVICES : [args![0] as ConfinedWord];
}

function toGivenVariables(
  workload: Workload,
  objects: readonly KubernetesObject[],
): Readonly<Record<string, string>> {
  const [{ env = [], envFrom = [] }] = workload.spec.template.spec.containers;
  const maps = envFrom.map(({ configMapRef: { name } }) =>
    objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name)
  ) as (KubernetesObject & { readonly data: Readonly<Record<string, string>> })[];
  const given = env.flatMap(({ name, value = SECRETS[name] }) =>
    value === undefined ? [] : [[name, value]]
  );
  return { ...Object.assign({}, ...maps.map(({ data }) => data)), ...Object.fromEntries(given) };
}

/** Where it listens for others, and whom it asks. What stays inside of the pod is nobody's business. */
function toAddresses(sets: readonly PermissionSet[]) {
  const net = [...new Set(sets.flatMap(({ net }) => net))]
    .filter((address) => !address.startsWith("127.0.0.1:"));
  const isOwn = (address: string) => address.startsWith("0.0.0.0:");
  return {
    listened: net.filter(isOwn).map((address) => Number(address.split(":")[1])),
    asked: net.filter((address) => !isOwn(address)).sort(),
  };
}

function portsOf(rules: readonly { readonly ports: readonly { readonly port: number }[] }[]) {
  return [...new Set(rules.flatMap(({ ports }) => ports.map(({ port }) => port)))];
}

/** The name under which the pods of a policy are reached. */
function toHost({ namespaceSelector, podSelector }: PolicyPeer): string {
  const namespace = namespaceSelector.matchLabels["kubernetes.io/metadata.name"];
  return `${podSelector?.matchLabels["app.kubernetes.io/name"]}.${namespace}.svc`;
}
