import { globRoot, isGlob, toGlobExpression } from "../glob.ts";
import { toReason } from "../reason.ts";
import { YAML_BYTES_MAX } from "../yaml_file.ts";
import { checkReceiver } from "./check_receiver.ts";
import {
  type FileRule,
  findTwice,
  parseRuleFile,
  type RuleFile,
  RULES_MAX,
} from "./parse_rule_file.ts";

/** What was read of files of rules. */
export interface RuleFiles {
  /** In order of their paths. */
  readonly files: readonly RuleFile[];
  /** The sound rules of all of them. */
  readonly rules: readonly FileRule[];
  /** All that is wrong with files and rules, one sentence each that says where. */
  readonly faults: readonly string[];
}

/** Files of rules there may be. */
export const FILES_MAX = 1000;

/**
 * Reads files, folders (their `*.yaml` and `*.yml`, not those of folders in them) and globs. Throws nothing: what
 * is not there, cannot be read, or has no files is a fault.
 */
export function readRuleFiles(patterns: readonly string[]): RuleFiles {
  const faults: string[] = [];
  const paths = new Set(
    patterns.flatMap((pattern) => attempt(pattern, faults, () => expand(pattern)) ?? []),
  );
  if (paths.size > FILES_MAX) faults.push(`There are over ${FILES_MAX} files of rules: name fewer`);
  const files: RuleFile[] = [];
  const rules: FileRule[] = [];
  for (const path of [...paths].sort().slice(0, FILES_MAX)) {
    const text = attempt(path, faults, () => readText(path));
    if (text === null) continue;
    const file = parseRuleFile(text, path);
    faults.push(...file.faults, ...findTwice(firstOf(file.rules), rules));
    files.push(file);
    rules.push(...file.rules);
  }
  if (rules.length > RULES_MAX) faults.push(`There are over ${RULES_MAX} rules: leave some out`);
  return { files, rules, faults };
}

/**
 * Receivers that rules name and `ALERT_RECEIVERS` does not have, `path:line:column: sentence` each. `known`: names of
 * those that it has.
 */
export function findUnknownReceivers(
  files: readonly RuleFile[],
  known: readonly string[],
): string[] {
  return files.flatMap(({ receivers, placeOf }) =>
    receivers.flatMap(({ name, keys }) => {
      const problem = checkReceiver(name, known);
      return problem === null ? [] : [`${placeOf(keys)}: "${keys.slice(2).join(".")}" ${problem}`];
    })
  );
}

/** Which files these are now, and whether they changed: another text where one of them did, or came, or went. */
export function signRuleFiles(patterns: readonly string[]): string {
  const paths = patterns.flatMap((pattern) => attempt(pattern, [], () => expand(pattern)) ?? []);
  const signs = [...new Set(paths)].sort().slice(0, FILES_MAX).map((path) => {
    const found = attempt(path, [], () => Deno.statSync(path));
    return [path, found?.size, found?.mtime?.getTime(), found?.ino];
  });
  return JSON.stringify(signs);
}

function attempt<T>(path: string, faults: string[], work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    faults.push(`Cannot read "${path}": ${toReason(error)}`);
    return null;
  }
}

/** Of each name the first: that the others are there twice is told already. */
function firstOf(rules: readonly FileRule[]): FileRule[] {
  return [...new Map(rules.toReversed().map((rule) => [rule.rule.name, rule])).values()].reverse();
}

function expand(pattern: string): string[] {
  if (isGlob(pattern)) {
    const { root, depth } = globRoot(pattern);
    const expression = toGlobExpression(pattern);
    const paths = list(root, depth + 1).map((path) =>
      pattern.startsWith("./") || root !== "." ? path : path.slice("./".length)
    ).filter((path) => expression.test(path));
    if (paths.length === 0) throw new Error("no file has a name of this kind; mend it");
    return paths;
  }
  if (!Deno.statSync(pattern).isDirectory) return [pattern];
  const paths = list(pattern, 1).filter((path) => /\/[^/.][^/]*\.ya?ml$/.test(path));
  if (paths.length > 0) return paths;
  throw new Error("it has no *.yaml or *.yml; put one there, or mend the path");
}

/** All files below a folder, at most so deep. */
function list(folder: string, depth: number): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name }) => {
    const path = `${folder.replace(/\/$/, "")}/${name}`;
    if (name.startsWith(".")) return [];
    const { isDirectory, isFile } = Deno.statSync(path);
    if (isDirectory) return depth > 1 ? list(path, depth - 1) : [];
    return isFile ? [path] : [];
  });
}

function readText(path: string): string {
  const { isFile, size } = Deno.statSync(path);
  if (!isFile) throw new Error("it is no file"); // Opening a FIFO would wait for its writer.
  if (size > YAML_BYTES_MAX) {
    throw new Error(`it is over ${YAML_BYTES_MAX} bytes; cut it into several files`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
  } catch (error) {
    throw error instanceof TypeError ? new Error("it is no text in UTF-8") : error;
  }
}
