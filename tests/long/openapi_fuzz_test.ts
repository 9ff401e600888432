import { testFuzz } from "../fuzz/test_fuzz.ts";

await testFuzz({ seconds: 600, seed: crypto.getRandomValues(new Uint32Array(1))[0]! });
