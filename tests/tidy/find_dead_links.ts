import type { RepositoryFile } from "./repository.ts";

/** Links of the documents, and paths in backticks, that lead to nothing in the repository; a sentence each. */
export function findDeadLinks(files: readonly RepositoryFile[]): string[] {
  const paths = files.map(({ path }) => path);
  const leads = (path: string) =>
    paths.some((known) =>
      known === path || known.startsWith(path.endsWith("/") ? path : `${path}/`)
    );
  return files.filter(({ path }) => path.endsWith(".md")).flatMap(({ path, text }) =>
    findTargets(path, text).filter((target) => !leads(target))
      .map((target) => `${path} names ${target}, which is not there`)
  );
}

function findTargets(path: string, text: string): string[] {
  const links = [...text.matchAll(LINK)].map(([, target]) => target!)
    .filter((target) => !/^(https?:|#)/.test(target))
    .map((target) => new URL(target, `file:///${path}`).pathname.slice(1));
  const named = [...text.matchAll(NAMED_PATH)].map(([, target]) => target!);
  return [...links, ...named];
}

const LINK = /\]\(([^)\s]+)\)/g;

/** With a folder and an ending of ours, e.g. `core/level.ts`. */
const NAMED_PATH = /`([a-z_.]+\/[\w./-]*\.(?:ts|md|json))`/g;
