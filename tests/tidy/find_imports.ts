/** What a module imports, resolved: paths relative to the root, or names of packages. */
export function findImports(path: string, text: string): string[] {
  const specifiers: string[] = [];
  const take = (node: Deno.lint.StringLiteral | null | undefined) => {
    if (node) specifiers.push(node.value);
  };
  const visitor: Deno.lint.LintVisitor = {
    ImportDeclaration: (node) => take(node.source),
    ExportAllDeclaration: (node) => take(node.source),
    ExportNamedDeclaration: (node) => take(node.source),
    ImportExpression(node) {
      if (node.source.type === "Literal") take(node.source as Deno.lint.StringLiteral);
    },
  };
  const plugin = { name: "tidy", rules: { imports: { create: () => visitor } } };
  Deno.lint.runPlugin(plugin, path, text);
  return specifiers.map((specifier) => resolve(path, specifier));
}

function resolve(path: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return new URL(specifier, `file:///${path}`).pathname.slice(1);
}
