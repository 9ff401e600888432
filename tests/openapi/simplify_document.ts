import type { OpenAPI3 } from "openapi-typescript";

/**
 * A copy of the document without the answers that tell a problem, which are all alike, and with the
 * description of a shape wherever one refers to it without a word.
 */
export function simplifyDocument(document: OpenAPI3): OpenAPI3 {
  const copy = structuredClone(document);
  const shapes = copy.components?.schemas ?? {};
  delete shapes.Problem;
  for (const item of Object.values(copy.paths ?? {})) {
    for (const operation of Object.values(item)) {
      const responses: Record<string, unknown> = operation?.responses ?? {};
      for (const status of Object.keys(responses)) {
        if (Number(status) >= 400) delete responses[status];
      }
    }
  }
  for (const { properties = {} } of Object.values(shapes) as Shape[]) {
    for (const property of Object.values(properties)) {
      const target = property.$ref?.replace("#/components/schemas/", "");
      if (target !== undefined) property.description ??= shapes[target]?.description ?? target;
    }
  }
  return copy;
}

/** An object; one of its properties may stand somewhere else. */
interface Shape {
  readonly properties?: Readonly<Record<string, { $ref?: string; description?: string }>>;
}
