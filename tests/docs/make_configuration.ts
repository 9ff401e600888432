import { VARIABLE_NAMES, type VariableName, VARIABLES } from "../../runtime/variables.ts";
import { formatText } from "../format_text.ts";
import { variablesOf } from "../../runtime/word_variables.ts";

/** The document of the configuration. */
export const CONFIGURATION: URL = new URL("../../docs/configuration.md", import.meta.url);

/** The text of {@linkcode CONFIGURATION} with the table of the variables as they are now, formatted. */
export async function makeConfiguration(): Promise<string> {
  const text = Deno.readTextFileSync(CONFIGURATION);
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`Cannot find "${BEGIN}"`);
  return await formatText(`${before}${BEGIN}\n\n${toTable()}\n\n${END}${after}`, "md");
}

function toTable(): string {
  const head = "| variable | flag | unset | what | read by |\n| --- | --- | --- | --- | --- |";
  return [head, ...VARIABLE_NAMES.map(toRow)].join("\n");
}

function toRow(name: VariableName): string {
  const { flag, help } = VARIABLES[name];
  const initial = name === "LOGFLOW_TIME_ZONE" ? "the machine's" : VARIABLES[name].initial;
  const cells = [code(name), code(flag ?? ""), code(initial), help, toReaders(name)];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function code(text: string): string {
  return text === "" || text.includes("'") ? text : `\`${text}\``;
}

/** Other words read what the services that they ask or look at do. */
function toReaders(name: VariableName): string {
  const readers = SERVICES.filter((service) => variablesOf(service).includes(name));
  return readers.length === SERVICES.length ? "all" : readers.join(", ") || "words that ask an API";
}

const SERVICES = ["ship", "process", "api", "alert"] as const;

const BEGIN = "<!-- made by `deno task docs` from runtime/variables.ts -->";
const END = "<!-- until here -->";

if (import.meta.main) await Deno.writeTextFile(CONFIGURATION, await makeConfiguration());
