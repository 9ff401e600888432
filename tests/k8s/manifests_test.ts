import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { runProgram } from "../stack/run_program.ts";
import { type KubernetesObject, readKustomization } from "./read_kustomization.ts";
import { type Installed, installKubeconform, installKustomize, installSchemas } from "./tools.ts";

const kustomize = await installKustomize();
const kubeconform = await installKubeconform();
const schemas = await installSchemas();

for (const overlay of ["embedded", "scale"]) {
  testWith(
    [kustomize],
    `deploy/k8s/${overlay} is built by kustomize as these tests read it`,
    async () => {
      const text = await build(overlay);
      const built = parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
      assert.deepEqual(
        built.map(toName).sort(),
        readKustomization(`deploy/k8s/${overlay}`).map(toName).sort(),
      );
      const images = [...text.matchAll(/image: (\S+)/g)].map(([, image]) => image);
      assert.ok(
        images.every((image) => image === "registry.example.com/logflow:0.1.0"),
        `${images}`,
      );
    },
  );

  testWith(
    [kustomize, kubeconform, schemas],
    `deploy/k8s/${overlay} is valid by Kubernetes' schemas`,
    async () => {
      const { resources } = await validate(await build(overlay));
      const invalid = resources.filter(({ status }) => status !== "statusValid");
      assert.deepEqual(invalid, []);
      assert.equal(resources.length, readKustomization(`deploy/k8s/${overlay}`).length);
    },
  );
}

testWith(
  [kubeconform, schemas],
  "kubeconform refuses fields that there are not, and wrong values",
  async () => {
    const pod = (spec: unknown) =>
      JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec });
    const container = { name: "x", image: "x" };
    const table = [
      [{ containers: [container] }, "statusValid"],
      [{ containers: [container], enableServiceLink: false }, "statusInvalid"],
      [{ containers: [{ ...container, ports: [{ containerPort: "http" }] }] }, "statusInvalid"],
    ] as const;
    for (const [spec, expected] of table) {
      const { resources } = await validate(pod(spec));
      assert.deepEqual(resources.map(({ status }) => status), [expected]);
    }
  },
);

/** Ignored, visibly, where one of these is missing. */
function testWith(needed: readonly Installed[], name: string, fn: () => Promise<void>): void {
  const missing = needed.flatMap((one) => "missing" in one ? one.missing : []);
  const why = missing.length === 0 ? "" : ` (${missing[0]})`;
  Deno.test({ name: `${name}${why}`, ignore: missing.length > 0, fn });
}

async function build(overlay: string): Promise<string> {
  const folder = fileURLToPath(new URL(`../../deploy/k8s/${overlay}`, import.meta.url));
  return await runProgram([toPath(kustomize), "build", folder]);
}

async function validate(text: string): Promise<Validation> {
  const path = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await Deno.writeTextFile(path, text);
    const location = `${toPath(schemas)}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
    const { stdout } = await new Deno.Command(toPath(kubeconform), {
      args: ["-output", "json", "-verbose", "-schema-location", location, path],
    }).output();
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(path);
  }
}

interface Validation {
  readonly resources: readonly { readonly status: string; readonly msg: string }[];
}

/** What kustomize makes of a configuration's name ends in a hash. */
function toName({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${kind === "ConfigMap" ? name.replace(/-[a-z0-9]{10}$/, "") : name}`;
}

function toPath(installed: Installed): string {
  if ("path" in installed) return installed.path;
  throw new Error(`Cannot go on: ${installed.missing}`);
}
