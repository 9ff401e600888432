/** The faults of a file (`path:line:column: sentence` each) as they stand in it; of very many the first. */
export function inOrder(faults: readonly string[], path: string): string[] {
  const placed = faults.map((fault) => {
    const [line, column] = fault.slice(path.length + 1).split(":", 2).map(Number);
    return { fault, line: line!, column: column! };
  });
  placed.sort((a, b) => a.line - b.line || a.column - b.column);
  const more = placed.slice(FAULTS_MAX, FAULTS_MAX + 1).map(({ line, column }) => {
    return `${path}:${line}:${column}: from here on, there are ${faults.length - FAULTS_MAX} more`;
  });
  return [...placed.slice(0, FAULTS_MAX).map(({ fault }) => fault), ...more];
}

/** So many faults of a file are told. */
const FAULTS_MAX = 1000;
