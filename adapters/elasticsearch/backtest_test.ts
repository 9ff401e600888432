import { compareBacktests, compareLargeBacktest } from "../../tests/differential/backtest_both.ts";
import { testOnServer } from "./testing/test_on_server.ts";

testOnServer(
  "LogStore (elasticsearch) has 60 generated rules find what they say of the past, as the embedded store does",
  () => compareBacktests({ lists: 3, rules: 20 }),
);

testOnServer(
  "LogStore (elasticsearch) has rules of all types find the same alerts in 50,000 events as the embedded store does",
  compareLargeBacktest,
);
