/**
 * Numbers of [0, 1), evenly spread, the same for the same seed (an integer, of which 32 bits count).
 * Marsaglia's xorshift with 32 bits: quick and repeatable, nothing for secrets.
 */
export function createRandom(seed: number): () => number {
  // Mixed, so that neighbouring seeds begin differently; never 0, which xorshift would keep.
  let state = Math.imul((seed | 0) ^ 0x5bd1e995, 0x9e3779b1) || 1;
  state ^= state >>> 15;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
