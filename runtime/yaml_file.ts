import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";

/** A file of YAML, as plain values, and where each stands. */
export interface YamlFile {
  /** As it was given. */
  readonly path: string;
  /** Texts, numbers, true, false, null, lists and objects; undefined where there are faults. */
  readonly value: unknown;
  /** Why it cannot be read, `path:line:column: sentence` each. */
  readonly faults: readonly string[];
  /** `path:line:column` of the nearest to what stands at these keys and places in lists, from 1 in UTF-16 code units. */
  readonly placeOf: (keys: readonly PropertyKey[]) => string;
}

/** Of a file. */
export const YAML_BYTES_MAX: number = 1024 * 1024;

/** Lists and objects inside each other. */
export const YAML_DEPTH_MAX = 20;

/** Values of a file, those of aliases counted wherever they stand. */
export const YAML_VALUES_MAX = 200_000;

/**
 * Reads one document of YAML 1.2 with plain values. Refuses (as faults, none throws) what is over the limits, keys
 * that are there twice or no texts, tags, and anchors that have themselves in them. In time that grows with the text.
 */
export function parseYaml(text: string, path: string): YamlFile {
  const lines = new LineCounter();
  const tell = (offset: number, problem: string) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(1, line)}:${Math.max(1, col)}: ${problem}`;
  };
  const unread = { path, value: undefined, placeOf: () => `${path}:1:1` };
  if (text.length > YAML_BYTES_MAX) {
    const problem = `is over ${YAML_BYTES_MAX} bytes; cut it into several files`;
    return { ...unread, faults: [`${path}:1:1: ${problem}`] };
  }
  // The package compares every key with all others of its object; here it is done once.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false };
  const document = parseDocument(text, { ...options, resolveKnownTags: false });
  const problems = [...document.errors, ...document.warnings];
  const faults = problems.slice(0, FAULTS_MAX)
    .map(({ pos: [offset], message, code }) => tell(offset, toProblem(code, message)));
  const reader = new Reader((offset, problem) => void faults.push(tell(offset, problem)));
  const value = faults.length > 0 ? undefined : reader.read(document.contents, 0);
  if (faults.length > 0) return { ...unread, faults };
  const placeOf = (keys: readonly PropertyKey[]) => {
    const { line, col } = lines.linePos(reader.find(document.contents, keys));
    return `${path}:${line}:${col}`;
  };
  return { path, value, faults, placeOf };
}

/** What is told of the package's own errors. */
function toProblem(code: string, message: string): string {
  if (code === "RESOURCE_EXHAUSTION") return NESTED;
  if (code === "MULTIPLE_DOCS") return "another document begins here; give each a file of its own";
  return `cannot be read as YAML: ${message}`;
}

/** Makes plain values of nodes. */
class Reader {
  readonly #tell: (offset: number, problem: string) => void;
  /** What each name means up to here. */
  readonly #anchors = new Map<string, Node>();
  readonly #meant = new Map<Alias, Node>();
  #values = 0;
  #isFull = false;

  constructor(tell: (offset: number, problem: string) => void) {
    this.#tell = tell;
  }

  /** Undefined where something is wrong, which was told then. */
  read(node: unknown, depth: number): unknown {
    if (node === null || node === undefined) return null;
    if (this.#isFull) return undefined;
    if (++this.#values > YAML_VALUES_MAX) return this.#stop(node, MANY);
    if (depth > YAML_DEPTH_MAX) return this.#stop(node, NESTED);
    if (isAlias(node)) {
      const meant = this.#meant.get(node) ?? this.#anchors.get(node.source);
      if (meant === undefined) {
        return this.#refuse(node, `there is no anchor "&${node.source}" before`);
      }
      this.#meant.set(node, meant);
      return this.read(meant, depth + 1);
    }
    this.#note(node as Node);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isMap(node)) return this.#readMap(node.items, depth);
    const value = isScalar(node) ? node.value : undefined;
    if (value === null || PLAIN.includes(typeof value)) return value;
    return this.#refuse(node, "is no text, number, true, false or null");
  }

  /** Where what is found at `keys` begins, or the last on the way to it that there is. */
  find(node: unknown, keys: readonly PropertyKey[]): number {
    let found = node;
    let offset = offsetOf(node);
    for (const key of keys) {
      const holder = isAlias(found) ? this.#meant.get(found) : found;
      if (isSeq(holder)) {
        found = holder.items[Number(key)];
        if (found !== undefined && found !== null) offset = offsetOf(found);
      } else if (isMap(holder)) {
        const pair = holder.items.find((pair) => toKey(pair.key) === String(key));
        if (pair !== undefined) offset = offsetOf(pair.key);
        found = pair?.value;
      }
      if (found === undefined || found === null) return offset;
    }
    return offset;
  }

  #readMap(items: readonly { readonly key: unknown; readonly value: unknown }[], depth: number) {
    const entries = new Map<string, unknown>();
    for (const pair of items) {
      const key = toKey(pair.key);
      if (key !== null) this.#note(pair.key as Node);
      if (key === null) {
        this.#refuse(pair.key, "is no text, as keys are; put it in quotes");
        continue;
      }
      if (entries.has(key)) {
        this.#refuse(
          pair.key,
          `${JSON.stringify(key.slice(0, 100))} is there already; leave one out`,
        );
      }
      entries.set(key, this.read(pair.value, depth + 1));
    }
    return Object.fromEntries(entries);
  }

  #note(node: Node & { readonly anchor?: string }): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #refuse(node: unknown, problem: string): undefined {
    this.#tell(offsetOf(node), problem);
  }

  #stop(node: unknown, problem: string): undefined {
    this.#isFull = true;
    this.#refuse(node, problem);
  }
}

/** Null = it is none. */
function toKey(node: unknown): string | null {
  if (!isScalar(node) || node.value === null) return null;
  return PLAIN.includes(typeof node.value) ? String(node.value) : null;
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

const PLAIN: readonly string[] = ["string", "number", "boolean"];

const NESTED = `is nested more than ${YAML_DEPTH_MAX} deep`;

const MANY = `has more than ${YAML_VALUES_MAX} values; cut it into several files`;

/** So many errors of the syntax are told. */
const FAULTS_MAX = 100;
