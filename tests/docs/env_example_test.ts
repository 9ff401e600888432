import assert from "node:assert/strict";
import { VARIABLE_NAMES, VARIABLES } from "../../runtime/variables.ts";

Deno.test(".env.example tells every variable and its default", () => {
  const text = Deno.readTextFileSync(new URL("../../.env.example", import.meta.url));
  const told = [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  const machines = "LOGFLOW_TIME_ZONE"; // Its default is not the same everywhere.
  const expected = VARIABLE_NAMES.map((name) => {
    return [name, name === machines ? "" : VARIABLES[name].initial];
  });
  assert.deepEqual(told.slice(0, -1), expected);
  assert.deepEqual(told.at(-1), ["LOGFLOW_DEBUG", ""]);
});
