import type { PipeLexeme, PipeSign } from "./lex_pipes.ts";
import { syntaxError } from "./syntax_error.ts";

/** A name as it was written. */
export type Written = Extract<PipeLexeme, { kind: "name" }>;

/** Goes through the lexemes of pipes. What is expected and not there throws QuerySyntaxError. */
export class PipeReader {
  readonly #lexemes: readonly PipeLexeme[];
  #at = 0;

  /** `lexemes` end with `end`. */
  constructor(lexemes: readonly PipeLexeme[]) {
    this.#lexemes = lexemes;
  }

  /** The name that stands next; null = something else does. */
  peekName(): Written | null {
    const next = this.#peek();
    return next.kind === "name" ? next : null;
  }

  /** Whether the sign stands next. */
  isSign(sign: PipeSign): boolean {
    return this.#peek().kind === sign;
  }

  /** Takes the sign if it stands next; its column, or null. */
  takeSign(sign: PipeSign): number | null {
    const { kind, column } = this.#peek();
    if (kind !== sign) return null;
    this.#at++;
    return column;
  }

  /** Takes the word, in any case but not in quotes, if it stands next; whether it did. */
  takeKeyword(word: string): boolean {
    const name = this.peekName();
    if (name === null || name.quoted || name.text.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  /** Takes a name; `what` and `hint` are told where something else stands. */
  takeName(what: string, hint: string): Written {
    const next = this.#peek();
    if (next.kind !== "name") {
      throw syntaxError(`${what} is missing before ${toText(next)}`, next.column, hint);
    }
    this.#at++;
    return next;
  }

  /** Takes items with commas between, at least one. */
  takeList<T>(takeOne: () => T): T[] {
    const items = [takeOne()];
    while (this.takeSign(",") !== null) items.push(takeOne());
    return items;
  }

  /** Takes the closing parenthesis of what was opened at `column`. */
  takeClose(column: number): void {
    if (this.takeSign(")") === null) throw syntaxError('"(" is not closed', column, 'add ")"');
  }

  /** Throws unless a pipe or the end comes next. */
  expectEnd(): void {
    const next = this.#peek();
    if (next.kind === "end" || next.kind === "|") return;
    const hint =
      'put "|" before another pipe, "," between names, or a name with odd signs in quotes';
    throw syntaxError(`${toText(next)} is not expected here`, next.column, hint);
  }

  /** Throws unless there is nothing more. */
  takeEnd(hint: string): void {
    const next = this.#peek();
    if (next.kind !== "end") {
      throw syntaxError(`${toText(next)} is not expected here`, next.column, hint);
    }
  }

  #peek(): PipeLexeme {
    return this.#lexemes[this.#at]!;
  }
}

function toText(lexeme: PipeLexeme): string {
  if (lexeme.kind === "end") return "the end";
  return `"${lexeme.kind === "name" ? lexeme.text.slice(0, 100) : lexeme.kind}"`;
}
