/**
 * Cuts text that comes in pieces into lines, which end with CR LF, LF or CR; what follows the last end is
 * kept for the next piece. Throws RangeError where a line is over `charsMax` characters long.
 */
export function createLineSplitter(charsMax: number): (piece: string) => string[] {
  let rest = "";
  let isAfterCr = false;
  return (piece) => {
    if (piece === "") return [];
    const begin = isAfterCr && piece.startsWith("\n") ? 1 : 0; // The other half of a CR LF.
    isAfterCr = piece.endsWith("\r");
    const lines = piece.slice(begin).split(/\r\n|[\r\n]/);
    lines[0] = rest + lines[0]!;
    rest = lines.pop()!;
    if (rest.length > charsMax) {
      throw new RangeError(`Cannot read a line: it is over ${charsMax} characters long`);
    }
    return lines;
  };
}
