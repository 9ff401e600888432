import type { FieldValue } from "../../core/event.ts";

/** A value with its type as one text: `s…`, `n…`, `t`, `f`; "" = there is none. */
export function toTagged(value: FieldValue | undefined): string {
  switch (typeof value) {
    case "string":
      return `s${value}`;
    case "number":
      return Object.is(value, -0) ? "n-0" : `n${value}`;
    case "boolean":
      return value ? "t" : "f";
    default:
      return "";
  }
}

/** Undoes {@linkcode toTagged}. */
export function fromTagged(text: string): FieldValue | undefined {
  switch (text.charCodeAt(0)) {
    case 115:
      return text.slice(1);
    case 110:
      return Number(text.slice(1));
    case 116:
      return true;
    case 102:
      return false;
    default:
      return undefined;
  }
}
