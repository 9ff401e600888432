import { readPhrase } from "./read_phrase.ts";

/** A piece of the text after a filter; `column` counts from 1 in UTF-16 code units. */
export type PipeLexeme =
  /** As written; `quoted` names mean no keyword. */
  | {
    readonly kind: "name";
    readonly text: string;
    readonly quoted: boolean;
    readonly column: number;
  }
  | { readonly kind: PipeSign | "end"; readonly column: number };

/** What parts names. */
export type PipeSign = "|" | "(" | ")" | ",";

/** Cuts the text from `start` on into lexemes, `end` last. Throws QuerySyntaxError with the column. */
export function lexPipes(text: string, start: number): PipeLexeme[] {
  const lexemes: PipeLexeme[] = [];
  for (let at = start; at < text.length;) {
    const column = at + 1;
    const one = text.charAt(at);
    if (/\s/.test(one)) {
      at++;
    } else if (isSign(one)) {
      lexemes.push({ kind: one, column });
      at++;
    } else if (one === '"') {
      const { literal, end } = readPhrase(text, at);
      lexemes.push({ kind: "name", text: literal, quoted: true, column });
      at = end;
    } else {
      const [name] = NAME.exec(text.slice(at))!;
      lexemes.push({ kind: "name", text: name, quoted: false, column });
      at += name.length;
    }
  }
  lexemes.push({ kind: "end", column: text.length + 1 });
  return lexemes;
}

function isSign(one: string): one is PipeSign {
  return one !== "" && "|(),".includes(one);
}

const NAME = /^[^\s|(),"]+/;
