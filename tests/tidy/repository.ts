/** One text file of the repository. */
export interface RepositoryFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Its whole text. */
  readonly text: string;
}

/** Every text file that belongs to the repository, ordered by path. */
export function readRepository(): RepositoryFile[] {
  const root = new URL("../../", import.meta.url);
  const paths: string[] = [];
  collect(root, "", paths);
  return paths.sort().map((path) => ({ path, text: Deno.readTextFileSync(new URL(path, root)) }));
}

function collect(root: URL, folder: string, paths: string[]): void {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    const path = folder + name;
    if (isDirectory && !SKIPPED.includes(path)) collect(root, `${path}/`, paths);
    else if (!isDirectory && TEXT.test(name)) paths.push(path);
  }
}

const SKIPPED: readonly string[] = [".git", "data", "coverage", "dist", "node_modules"];

const TEXT =
  /\.(ts|json|md|ya?ml|sh|html|css|js|svg|java|xml|properties|service)$|^(run|LICENSE|Dockerfile|\.dockerignore|\.env\.example|\.gitignore)$/;
