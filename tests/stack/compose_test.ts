import assert from "node:assert/strict";

Deno.test("stack: compose.yml and the poms have the same versions", () => {
  const compose = read("./compose.yml");
  const elasticsearch = /elasticsearch:([\d.]+)\n/.exec(compose)?.[1];
  const kafka = /apache\/kafka:([\d.]+)\n/.exec(compose)?.[1];
  assert.match(read("./java/elasticsearch/pom.xml"), tag("elasticsearch.version", elasticsearch));
  assert.match(read("./java/kafka/pom.xml"), tag("version", kafka));
});

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, import.meta.url));
}

function tag(name: string, value: string | undefined): RegExp {
  return new RegExp(`<${name}>${value}</${name}>`.replaceAll(".", "\\."));
}
