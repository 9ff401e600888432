import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import { simplifyDocument } from "./simplify_document.ts";

/**
 * The module `client/schema.ts` of an OpenAPI document, not yet formatted: the shapes that it names, what
 * each operation takes and answers, and where it is. The same text for the same document.
 */
export async function toSchema(document: OpenAPI3): Promise<string> {
  const nodes = await openapiTS(simplifyDocument(document), OPTIONS);
  const shapes = membersOf(nodes, "components", "schemas").filter(isOwn);
  const parts = [
    HEAD,
    ...shapes.map((shape) => toShape(shape, document)),
    "/** What each operation takes and answers. */\nexport interface Operations {",
    ...membersOf(nodes, "operations").map(print).sort(),
    `}\n\n${toRoutes(document)}`,
  ];
  return NOISE.reduce((text, [noise, rest]) => text.replace(noise, rest), parts.join("\n"));
}

/** What has a default may be left out of what is sent; what is answered has none. */
const OPTIONS = { immutable: true, alphabetize: true, defaultNonNullable: false };

/** What says nothing, and names that are shorter here. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/components\["schemas"\]\["(\w+)"\]/g, "$1"],
  [/\* @description /g, "* "],
  [/^ *readonly \w+\?: never;\n/gm, ""],
  [/^ *readonly parameters: \{\s*\};\n/gm, ""],
  [/headers: \{\s*readonly \[name: string\]: unknown;\s*\};\s*/g, ""],
];

/** What is needed of the nodes of TypeScript's syntax tree. */
interface Node {
  readonly name: { readonly text: string };
  readonly type: Node;
  readonly members: readonly Node[];
}

/** The members of the interface at this path of names. */
function membersOf(nodes: readonly unknown[], ...path: readonly string[]): readonly Node[] {
  let members = nodes as readonly Node[];
  for (const name of path) {
    const found = members.find((node) => node.name.text === name)!;
    members = found.members ?? found.type.members;
  }
  return members;
}

function print(node: Node): string {
  return astToString(node as unknown as Parameters<typeof astToString>[0]);
}

/** Events are those of `core`, which the API's are checked against. */
function isOwn({ name }: Node): boolean {
  return !["LogDocument", "TrimmedDocument"].includes(name.text);
}

function toShape({ name, type }: Node, { components }: OpenAPI3): string {
  const description = components?.schemas?.[name.text]?.description ?? name.text;
  const comment = `/** ${description} */`;
  return `${comment}\nexport interface ${name.text} ${print(type)}`;
}

/** The method and path of each operation, by its id. */
function toRoutes({ paths = {} }: OpenAPI3): string {
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = "$ref" in item ? undefined : item[method];
      if (operation === undefined || "$ref" in operation) return [];
      return [`${operation.operationId}: ["${method.toUpperCase()}", "${path}"],`];
    })
  );
  const comment = "/** The method and path of each operation. */";
  return `${comment}\nexport const ROUTES = {\n${routes.sort().join("\n")}\n} as const;`;
}

const METHODS = ["get", "put", "post", "delete"] as const;

const HEAD =
  `// Made from /openapi.json by \`deno task openapi\`; a test compares it with what that makes.
import type { LogDocument } from "../core/event.ts";
import type { TrimmedDocument } from "../core/trim_document.ts";
`;
