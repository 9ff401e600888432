import { COLUMN_INDEX } from "./block_meta.ts";
import type { ColumnMeta, EncodedColumn } from "./column.ts";
import { encodeDictionary } from "./column_dictionary.ts";
import { encodeStrings, toTerminated, toUtf8 } from "./column_strings.ts";
import { encodeTemplates } from "./encode_templates.ts";
import type { WordSet } from "./word_set.ts";

/** Messages as columns of a block. */
export interface EncodedMessages {
  /** What is needed to decode them. */
  readonly meta: ColumnMeta;
  /** Views that the next encoding may overwrite. */
  readonly parts: readonly { readonly index: number; readonly bytes: Uint8Array }[];
}

/**
 * Writes the messages of a block: few different ones as a dictionary, those made from templates so. Adds
 * all their tokens to `words`.
 */
export function encodeMessages(messages: readonly string[], words?: WordSet): EncodedMessages {
  const { message, messageCodes, messageTemplates } = COLUMN_INDEX;
  const whole = ({ meta, bytes }: EncodedColumn): EncodedMessages => ({
    meta,
    parts: bytes === null ? [] : [{ index: message, bytes }],
  });
  const dictionary = encodeDictionary(messages);
  if (dictionary !== null) {
    words?.addTokensOf(toUtf8(dictionary.distinct.join(SEPARATOR)));
    return whole(dictionary);
  }
  const utf8 = toTerminated(messages.join(SEPARATOR));
  const made = encodeTemplates(utf8, messages.length);
  if (made === null) {
    words?.addTokensOf(utf8);
    return whole(encodeStrings(messages)!);
  }
  const { meta, templates, codes, variables, scanned } = made;
  words?.addTokensOf(scanned.templates);
  words?.addWordsOf(scanned.variables, scanned.ends);
  return {
    meta,
    parts: [
      { index: messageTemplates, bytes: templates },
      { index: messageCodes, bytes: codes },
      { index: message, bytes: variables },
    ],
  };
}

const SEPARATOR = "\0";
