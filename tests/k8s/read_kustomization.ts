import { parse, parseAllDocuments } from "yaml";
import { readText } from "../compose/read_compose.ts";

/** An object of Kubernetes. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/**
 * The objects of a kustomization of the repository, as far as ours go: `resources`, and `literals` of
 * `configMapGenerator`. Throws Error where it has more: what tests look at is what is applied.
 */
export function readKustomization(folder: string): KubernetesObject[] {
  const { apiVersion: _, kind: _kind, images: _images, ...own } = parse(
    readText(`${folder}/kustomization.yaml`),
  );
  const { resources = [], configMapGenerator = [], ...others } = own as Kustomization;
  if (Object.keys(others).length > 0) {
    throw new Error(`Cannot read "${folder}": it has ${Object.keys(others)}`);
  }
  const found = resources.flatMap((path) => readResource(`${folder}/${path}`));
  return [...found, ...configMapGenerator.map(toConfigMap)];
}

interface Kustomization {
  readonly resources?: readonly string[];
  readonly configMapGenerator?: readonly Generator[];
}

interface Generator {
  readonly name: string;
  readonly namespace: string;
  readonly literals: readonly string[];
}

function readResource(path: string): KubernetesObject[] {
  if (!path.endsWith(".yaml")) return readKustomization(path.replace(/[^/]+\/\.\.\//g, ""));
  const documents = parseAllDocuments(readText(path), { merge: true });
  return [...documents].map((document) => document.toJS() as KubernetesObject);
}

function toConfigMap({ name, namespace, literals }: Generator) {
  const data = Object.fromEntries(literals.map((literal) => {
    const at = literal.indexOf("=");
    return [literal.slice(0, at), literal.slice(at + 1)];
  }));
  return { kind: "ConfigMap", metadata: { name, namespace }, data };
}
