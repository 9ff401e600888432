import { VARIABLE_NAMES, type VariableName, VARIABLES } from "../../runtime/variables.ts";
import { variablesOf } from "../../runtime/word_variables.ts";

/** The document of the configuration. */
export const CONFIGURATION: URL = new URL("../../docs/configuration.md", import.meta.url);

/** The text of {@linkcode CONFIGURATION} with the table of the variables as they are now, formatted. */
export async function makeConfiguration(): Promise<string> {
  const text = Deno.readTextFileSync(CONFIGURATION);
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`Cannot find "${BEGIN}"`);
  return await format(`${before}${BEGIN}\n\n${toTable()}\n\n${END}${after}`);
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

async function format(text: string): Promise<string> {
  const formatter = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", "md", "-"],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const [{ stdout, success }] = await Promise.all([
    formatter.output(),
    new Blob([text]).stream().pipeTo(formatter.stdin),
  ]);
  if (!success) throw new Error("Cannot format the document: `deno fmt` failed");
  return new TextDecoder().decode(stdout);
}

const SERVICES = ["ship", "process", "api", "alert"] as const;

const BEGIN = "<!-- made by `deno task docs` from runtime/variables.ts -->";
const END = "<!-- until here -->";

if (import.meta.main) await Deno.writeTextFile(CONFIGURATION, await makeConfiguration());
