/** A definition of an OpenAPI 2 description, in parts. */
export interface Definition {
  readonly $ref?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly items?: Definition;
  readonly additionalProperties?: Definition | boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

type Definitions = Readonly<Record<string, Definition>>;

/**
 * JSON schemas of Kubernetes' kinds by the name of their file, as kubeconform looks for them:
 * `deployment-apps-v1.json`. They refuse fields that there are not.
 */
export function toSchemas(definitions: Definitions): Map<string, unknown> {
  const strict = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, toStrict(definition)]),
  );
  const schemas = new Map<string, unknown>();
  for (const [name, definition] of Object.entries(definitions)) {
    for (
      const { group, version, kind } of definition["x-kubernetes-group-version-kind"] ?? []
    ) {
      const parts = [kind, ...(group === "" ? [] : [group.split(".")[0]!]), version];
      const used = Object.fromEntries(usedBy(name, definitions).map((key) => [key, strict[key]]));
      const schema = { $ref: `${PREFIX}${name}`, definitions: used };
      schemas.set(`${parts.join("-").toLowerCase()}.json`, schema);
    }
  }
  return schemas;
}

const PREFIX = "#/definitions/";

/** Names of a definition and of all that it refers to, over any number of steps. */
function usedBy(name: string, definitions: Definitions): string[] {
  const used = new Set([name]);
  for (const each of used) {
    const text = JSON.stringify(definitions[each]);
    for (const [, next] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) used.add(next!);
  }
  return [...used];
}

function toStrict(definition: Definition): unknown {
  // OpenAPI 2 has no word for these two; the API server takes both.
  if (definition.format === "int-or-string") return { type: ["string", "integer"] };
  const { properties, items, additionalProperties: more } = definition;
  return {
    ...definition,
    ...(properties && { properties: mapValues(properties, toStrict) }),
    ...(items && { items: toStrict(items) }),
    ...(typeof more === "object"
      ? { additionalProperties: toStrict(more) }
      : properties && { additionalProperties: false }),
  };
}

function mapValues<A, B>(values: Readonly<Record<string, A>>, map: (value: A) => B) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
