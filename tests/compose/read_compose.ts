import { parse } from "yaml";

/** What the tests look at of a service in a Compose file. */
export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[] | string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly mem_limit?: string;
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] | string };
}

/** A Compose file as the tests look at it. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly networks?: Readonly<Record<string, unknown>>;
}

/** Reads a YAML file of the repository; `<<` merges. */
export function readYaml(path: string): unknown {
  return parse(readText(path), { merge: true });
}

/** Reads a Compose file of the repository. */
export function readCompose(path: string): ComposeFile {
  return readYaml(path) as ComposeFile;
}

/** Reads a file of the repository. */
export function readText(path: string): string {
  return Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
}
