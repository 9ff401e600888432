import { installProgram } from "../stack/install_program.ts";
import { runProgram } from "../stack/run_program.ts";
import { findProgram } from "../stack/tools.ts";
import { toSchemas } from "./to_schemas.ts";

/** A path, or a sentence why there is none. */
export type Installed = { path: string } | { missing: string };

/** The path of kustomize, built from its Go module where it is not there yet, which takes a minute. */
export async function installKustomize(): Promise<Installed> {
  return await build("sigs.k8s.io/kustomize/kustomize/v5", "5.8.0");
}

/** The path of kubeconform, built as kustomize is. */
export async function installKubeconform(): Promise<Installed> {
  return await build("github.com/yannh/kubeconform/cmd/kubeconform", "0.7.0");
}

/**
 * The folder of Kubernetes' JSON schemas, made from the OpenAPI description in its Go module (18 MB, once):
 * kubeconform itself would download them from elsewhere.
 */
export async function installSchemas(): Promise<Installed> {
  return await installProgram({
    name: "kubernetes-schemas",
    version: KUBERNETES,
    make: async (folder) => {
      needGo();
      const cache = `${folder}/modules`;
      const env = { GOMODCACHE: cache, GOFLAGS: "-modcacherw" };
      const said = await runProgram(
        ["go", "mod", "download", "-json", `k8s.io/kubernetes@v${KUBERNETES}`],
        { cwd: folder, env },
      );
      const path = `${JSON.parse(said).Dir}/api/openapi-spec/swagger.json`;
      const schemas = toSchemas(JSON.parse(await Deno.readTextFile(path)).definitions);
      await Deno.mkdir(`${folder}/kubernetes-schemas`);
      for (const [name, schema] of schemas) {
        await Deno.writeTextFile(`${folder}/kubernetes-schemas/${name}`, JSON.stringify(schema));
      }
      await Deno.remove(cache, { recursive: true });
    },
  });
}

const KUBERNETES = "1.34.3";

async function build(module: string, version: string): Promise<Installed> {
  const name = module.replace(/\/v\d+$/, "").split("/").at(-1)!;
  return await installProgram({
    name,
    version,
    make: async (folder) => {
      needGo();
      await runProgram(["go", "install", `${module}@v${version}`], { env: { GOBIN: folder } });
    },
  });
}

function needGo(): void {
  if (findProgram("go") === null) throw new Error("needs Go: Cannot find the program go");
}
