import assert from "node:assert/strict";
import { type PodContainer, type Workload, workloadsOf } from "./pod_spec.ts";
import { type KubernetesObject, readKustomization } from "./read_kustomization.ts";

const overlays = ["embedded", "scale"].map((name) =>
  [name, readKustomization(`deploy/k8s/${name}`)] as const
);
const all = overlays.flatMap(([overlay, objects]) =>
  workloadsOf(objects).map((workload) =>
    [`${overlay} ${workload.metadata.name}`, workload] as const
  )
);

Deno.test("deploy/k8s has all services: in one pod, or ship on each node and two of each other", () => {
  const told = all.map(([name, { kind, spec }]) =>
    `${name}: ${kind} of ${spec.replicas ?? "each node"}`
  );
  assert.deepEqual(told, [
    "embedded logflow: StatefulSet of 1",
    "scale ship: DaemonSet of each node",
    "scale process: Deployment of 2",
    "scale api: Deployment of 2",
    "scale alert: Deployment of 2",
  ]);
});

Deno.test("deploy/k8s gives no pod a right that it does not need", () => {
  for (const [name, { spec: { template: { spec } } }] of all) {
    const { securityContext: pod } = spec;
    assert.equal(pod.runAsNonRoot, true, name);
    assert.ok(pod.runAsUser > 0, name);
    assert.equal(pod.seccompProfile.type, "RuntimeDefault", name);
    assert.equal(spec.automountServiceAccountToken, false, name);
    assert.deepEqual([spec.hostNetwork, spec.hostPID], [undefined, undefined], name);
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      const { securityContext: own } = container;
      assert.equal(own?.allowPrivilegeEscalation, false, name);
      assert.equal(own?.privileged, undefined, name);
      assert.equal(own?.readOnlyRootFilesystem, true, name);
      assert.deepEqual(own?.capabilities?.drop, ["ALL"], name);
    }
    assert.deepEqual(spec.containers.flatMap(toRights), [], name);
  }
  const init = all.flatMap(([name, { spec }]) =>
    (spec.template.spec.initContainers ?? []).flatMap((one) => [name, ...toRights(one)])
  );
  assert.deepEqual(init, ["scale ship", "user 0", "CHOWN"]);
});

Deno.test("deploy/k8s writes to nothing but the data folder and /tmp, and reads of a node its pods' logs", () => {
  for (const [name, { spec: { template: { spec } } }] of all) {
    const mounts = spec.containers[0].volumeMounts ?? [];
    const written = mounts.filter(({ readOnly }) => readOnly !== true);
    assert.deepEqual(written.map(({ mountPath }) => mountPath), ["/data", "/tmp"], name);
    const paths = spec.volumes.flatMap(({ hostPath }) => hostPath?.path ?? []);
    const expected = { "embedded logflow": [LOGS], "scale ship": ["/var/lib/logflow", LOGS] };
    assert.deepEqual(paths, expected[name as keyof typeof expected] ?? [], name);
  }
});

Deno.test("deploy/k8s bounds what each container takes, and asks each for its health", () => {
  for (const [name, { spec: { template: { spec } } }] of all) {
    for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
      assert.deepEqual(Object.keys(resources!.requests), ["cpu", "memory"], name);
      assert.deepEqual(Object.keys(resources!.limits), ["cpu", "memory"], name);
    }
    const [{ startupProbe, livenessProbe, readinessProbe }] = spec.containers;
    const probes = [startupProbe, livenessProbe, readinessProbe];
    const paths = probes.map((probe) =>
      probe?.httpGet?.path ?? /:8000(\/\w+)'/.exec(String(probe?.exec?.command))?.[1]
    );
    const isApi = name === "scale api" || name === "embedded logflow";
    assert.deepEqual(
      paths,
      isApi ? ["/health", "/health", "/ready"] : ["/metrics", "/metrics", "/health"],
    );
    assert.ok(spec.terminationGracePeriodSeconds >= 20, name); // Draining takes up to 10 s.
  }
});

Deno.test("deploy/k8s keeps Kubernetes from adding variables that look like settings", () => {
  for (const [name, { spec }] of all) {
    assert.equal(spec.template.spec.enableServiceLinks, false, name);
  }
});

Deno.test("deploy/k8s refuses all traffic that no policy allows, and empties nodes one service at a time", () => {
  for (const [overlay, objects] of overlays) {
    const denied = find(objects, "NetworkPolicy", "deny-all")?.spec;
    assert.deepEqual(denied, { podSelector: {}, policyTypes: ["Ingress", "Egress"] }, overlay);
  }
  const [, scale] = overlays[1]!;
  for (const { kind, metadata: { name }, spec } of workloadsOf(scale)) {
    assert.deepEqual(spec.selector.matchLabels, spec.template.metadata.labels);
    const budget = find(scale, "PodDisruptionBudget", name)?.spec;
    const expected = { maxUnavailable: 1, selector: spec.selector };
    assert.deepEqual(budget, kind === "Deployment" ? expected : undefined, name);
  }
  const service = find(scale, "Service", "logflow")?.spec as { selector: unknown };
  const api = find(scale, "Deployment", "api") as Workload;
  assert.deepEqual(service.selector, api.spec.selector.matchLabels);
});

const LOGS = "/var/log/pods";

function toRights({ securityContext }: PodContainer): string[] {
  const { runAsUser, capabilities } = securityContext ?? {};
  return [
    ...(runAsUser === undefined ? [] : [`user ${runAsUser}`]),
    ...(capabilities?.add ?? []),
  ];
}

function find(objects: readonly KubernetesObject[], kind: string, name: string) {
  return objects.find((one) => one.kind === kind && one.metadata.name === name) as
    | KubernetesObject & { readonly spec: unknown }
    | undefined;
}
