import assert from "node:assert/strict";
import fc from "fast-check";
import {
  EXPANDED_LENGTH_MAX,
  expandTemplate,
  parseTemplate,
  printTemplate,
  TEMPLATE_LENGTH_MAX,
} from "./template.ts";

const NAMES = ["value", "service", "labels.team", "my field"];

Deno.test("a template's names are replaced, and all else stands", () => {
  const template = parseTemplate("{{ value }} of {{service}}, {{  my field }}} {x} }}", NAMES);
  assert.deepEqual(template, [
    ...[{ name: "value" }, " of ", { name: "service" }, ", ", { name: "my field" }, "} {x} }}"],
  ]);
  assert.equal(
    expandTemplate(template, (name) => `<${name}>`),
    "<value> of <service>, <my field>} {x} }}",
  );
  assert.deepEqual(parseTemplate("", NAMES), []);
});

Deno.test("a template that cannot be meant is refused, and told where and what there is", () => {
  const table: [string, string][] = [
    ["a {{ valeu }}", 'column 3: there is no "valeu"'],
    ["{{ value }} {{", 'column 13: "{{" is not closed; add "}}"'],
    ["{{}}", 'column 1: nothing stands between "{{" and "}}"'],
    [
      "{{ value | upper }}",
      'column 1: there is no "value | upper", and braces hold nothing but a name',
    ],
    ["{{{ value }}}", 'column 1: there is no "{ value"'],
    ["{{#each value}}", 'column 1: there is no "#each value"'],
    ["{{ labels }}", 'there is no "labels"'],
    ["{{ VALUE }}", "names are value, service, labels.team, my field"],
    ["x".repeat(TEMPLATE_LENGTH_MAX + 1), "is over 2000 characters long"],
  ];
  for (const [text, problem] of table) {
    assert.throws(() => parseTemplate(text, NAMES), (error: Error) => {
      assert.ok(error instanceof RangeError && error.message.includes(problem), error.message);
      return true;
    });
  }
  assert.equal(parseTemplate("😀".repeat(TEMPLATE_LENGTH_MAX), NAMES).length, 1);
});

Deno.test("what a template becomes is cut between characters", () => {
  const template = parseTemplate("{{ value }}{{ value }}", NAMES);
  const whole = "x".repeat(EXPANDED_LENGTH_MAX / 2);
  assert.equal(expandTemplate(template, () => whole), whole + whole);
  const cut = expandTemplate(template, () => `${whole}x`);
  assert.equal(cut, `${"x".repeat(EXPANDED_LENGTH_MAX - 1)}…`);
  const odd = expandTemplate(template, () => "😀".repeat(EXPANDED_LENGTH_MAX));
  assert.equal(odd, `${"😀".repeat(EXPANDED_LENGTH_MAX / 2 - 1)}…`);
});

Deno.test("property: a text without {{ becomes itself, and no values make a template fail", () => {
  const pieces = fc.constantFrom(
    "{{",
    "}}",
    "{{ value }}",
    "{{ service }}",
    "{",
    "}",
    " ",
    "value",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(pieces, fc.string())).map((all) => all.join("")),
  );
  fc.assert(fc.property(texts, fc.func(fc.string({ maxLength: 5000 })), (text, valueOf) => {
    if (!text.includes("{{")) {
      assert.equal(expandTemplate(parseTemplate(text, NAMES), valueOf), text);
    }
    try {
      const template = parseTemplate(text, NAMES);
      assert.ok(expandTemplate(template, valueOf).length <= EXPANDED_LENGTH_MAX);
      assert.deepEqual(parseTemplate(printTemplate(template), NAMES), template);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }));
});
