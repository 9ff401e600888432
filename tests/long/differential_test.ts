import { compareEstimates, compareStores } from "../differential/differential.ts";
import { readStack, WITHOUT_SERVERS } from "../stack/servers.ts";

const ignore = readStack() === null;
const why = ignore ? WITHOUT_SERVERS : "";

Deno.test({
  name: `both stores answer 1,800 generated queries and tables as they are defined${why}`,
  ignore,
  fn: () => compareStores({ lists: 20, questions: 90 }),
});

Deno.test({
  name: `both stores estimate 300 generated tables of 50,000 events as near as they say${why}`,
  ignore,
  fn: () => compareEstimates({ lists: 3, questions: 100 }),
});
