import { testFuzz } from "./test_fuzz.ts";

await testFuzz({ seconds: 75, seed: 20_251_023 });
