import type { KubernetesObject } from "./read_kustomization.ts";

/** A variable of a container. */
export interface PodVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly key: string } };
}

/** A container, as the tests look at it. */
export interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly PodVariable[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources?: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly securityContext?: {
    readonly runAsUser?: number;
    readonly allowPrivilegeEscalation?: boolean;
    readonly privileged?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop: readonly string[]; readonly add?: readonly string[] };
  };
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

/** How it is asked. */
export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly exec?: { readonly command: readonly string[] };
}

/** What keeps pods running, as the tests look at it. */
export interface Workload extends KubernetesObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly enableServiceLinks: boolean;
        readonly hostNetwork?: boolean;
        readonly hostPID?: boolean;
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: {
          readonly runAsNonRoot: boolean;
          readonly runAsUser: number;
          readonly seccompProfile: { readonly type: string };
        };
        readonly initContainers?: readonly PodContainer[];
        readonly containers: readonly [PodContainer];
        readonly volumes: readonly {
          readonly name: string;
          readonly hostPath?: { readonly path: string };
        }[];
      };
    };
  };
}

/** One side of a rule of a NetworkPolicy, as ours are. */
export interface PolicyPeer {
  readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

type PolicyPorts = readonly { readonly port: number; readonly protocol: string }[];

/** As the tests look at it. */
export interface NetworkPolicy extends KubernetesObject {
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly {
      readonly from: readonly PolicyPeer[];
      readonly ports: PolicyPorts;
    }[];
    readonly egress?: readonly {
      readonly to: readonly PolicyPeer[];
      readonly ports: PolicyPorts;
    }[];
  };
}

/** Those of the objects that have pods. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects.filter(({ kind }) => KINDS.includes(kind)) as Workload[];
}

/** What may come in to the pods of a workload, and go out, beside names that are looked up. */
export function policyOf(workload: Workload, objects: readonly KubernetesObject[]): NetworkPolicy {
  const policies = objects.filter(({ kind }) => kind === "NetworkPolicy") as NetworkPolicy[];
  const own = JSON.stringify(workload.spec.selector.matchLabels);
  const [policy, ...others] = policies.filter(({ spec }) =>
    JSON.stringify(spec.podSelector.matchLabels) === own
  );
  if (policy !== undefined && others.length === 0) return policy;
  throw new Error(`Cannot find the one policy of ${workload.metadata.name}`);
}

const KINDS = ["DaemonSet", "Deployment", "StatefulSet"];
