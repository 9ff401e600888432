import fc from "fast-check";

/**
 * Loaded before every test of `deno task test`: properties run the same cases each time, so that the
 * tests of a change fail for what it changed. `deno task test:long` runs them without this, on new cases.
 */
fc.configureGlobal({ seed: 20_251_023 });
