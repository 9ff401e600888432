/** Where extra fields are kept and searched as texts. */
export const NAMES_PATH = "extra_fields";

/** Where those that are numbers ({@linkcode toNumber} of `core/query`) are searched as such. */
export const NUMBERS_PATH = "field_numbers";
