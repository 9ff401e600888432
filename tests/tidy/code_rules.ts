import type { RepositoryFile } from "./repository.ts";

/** Ceilings of code. */
export const LINES_MAX = 300;
/** Lines of one function, its signature and closing brace included. */
export const FUNCTION_LINES_MAX = 60;
/** Positional parameters of one function. */
export const PARAMETERS_MAX = 3;
/** Methods of one port. */
export const METHODS_MAX = 5;

type AnyFunction =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** Faults of one module's code, each with the line where it stands. */
export function findCodeFaults({ path, text }: RepositoryFile): string[] {
  const faults: string[] = [];
  const tell = (at: number, problem: string) => {
    faults.push(`${path}:${text.slice(0, at).split("\n").length} ${problem}`);
  };
  const plugin = {
    name: "tidy",
    rules: { code: { create: () => createVisitor({ path, text }, tell) } },
  };
  const lines = text.split("\n").length - 1;
  if (lines > LINES_MAX) {
    faults.push(`${path} has ${lines} lines, at most ${LINES_MAX} are allowed`);
  }
  Deno.lint.runPlugin(plugin, path, text);
  return faults;
}

function createVisitor(
  { path, text }: RepositoryFile,
  tell: (at: number, problem: string) => void,
): Deno.lint.LintVisitor {
  const onFunction = (node: AnyFunction) => checkFunction(node, { path, text }, tell);
  return {
    FunctionDeclaration: onFunction,
    FunctionExpression: onFunction,
    ArrowFunctionExpression: onFunction,
    TSAnyKeyword: (node) => tell(node.range[0], "uses any"),
    ExportDefaultDeclaration: (node) => tell(node.range[0], "has a default export"),
    ExportNamedDeclaration(node) {
      if (node.declaration && !isDocumented(text, node.range[0]) && !path.endsWith("_test.ts")) {
        tell(node.range[0], "exports without a doc comment");
      }
    },
    TSInterfaceDeclaration(node) {
      if (!path.startsWith("ports/")) return;
      const methods = node.body.body.filter((member) => member.type === "TSMethodSignature");
      if (methods.length > METHODS_MAX) tell(node.range[0], `has ${methods.length} methods`);
      for (const method of methods) {
        if (method.optional) tell(method.range[0], "is an optional method");
      }
    },
    Program(node) {
      for (const comment of node.comments) checkComment(comment, tell);
    },
  };
}

function checkFunction(
  node: AnyFunction,
  { path, text }: RepositoryFile,
  tell: (at: number, problem: string) => void,
): void {
  const [from, to] = node.range;
  const lines = text.slice(from, to).split("\n").length;
  const isList = /_(test|suite|bench)\.ts$/.test(path); // There a function is a list of cases.
  if (lines > FUNCTION_LINES_MAX && !isList) tell(from, `is a function of ${lines} lines`);
  if (node.params.length > PARAMETERS_MAX) tell(from, `has ${node.params.length} parameters`);
}

function checkComment(
  { value, range }: Deno.lint.LineComment | Deno.lint.BlockComment,
  tell: (at: number, problem: string) => void,
): void {
  if (UNFINISHED.test(value)) tell(range[0], "leaves something to be done");
  if (!value.startsWith("*") && CODE.test(value)) tell(range[0], "is commented-out code");
}

/** Whether a doc comment ends right before the declaration. */
function isDocumented(text: string, at: number): boolean {
  const before = text.slice(0, at).trimEnd();
  const start = before.lastIndexOf("/*");
  return before.endsWith("*/") && before.startsWith("/**", start);
}

const UNFINISHED = new RegExp(`\\b(${["TO", "DO|FIX", "ME|XX", "X"].join("")})\\b`);

const CODE =
  /^\s*(import .* from |(const|let|return|await|if|for|while) .*[;{(]\s*$|}\s*(else|catch)?\s*{?\s*$|[\w.#]+\(.*\);\s*$)/;
