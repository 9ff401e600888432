import { compareEstimates, compareStores } from "../../tests/differential/differential.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";

const ignore = readStack() === null;
const why = ignore ? WITHOUT_SERVERS : "";

Deno.test({
  name:
    `LogStore (elasticsearch) answers 260 generated queries, with and without pipes, as they are defined and as the embedded store does${why}`,
  ignore,
  fn: () => compareStores({ lists: 4, questions: 65 }),
});

Deno.test({
  name:
    `LogStore (elasticsearch) tells 40 generated tables of 50,000 events as near as it says, and as the embedded store does${why}`,
  ignore,
  fn: () => compareEstimates({ lists: 1, questions: 40 }),
});
