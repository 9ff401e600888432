import { UnavailableError } from "../../core/errors.ts";
import type { ElasticClient } from "./client.ts";
import { isConflict, isMissing } from "./errors.ts";
import { NAME_MAPPING, NUMBER_MAPPING, OWN_FIELDS } from "./mapping.ts";
import { NAMES_PATH, NUMBERS_PATH } from "./paths.ts";
import { ensureTemplate } from "./template.ts";

/**
 * The index of one day, and which fields it can be searched by. New ones are told to the server before the
 * documents that have them, all in one request: found by the server itself, each takes a round of its own.
 */
export class DayIndex {
  /** Of the index. */
  readonly name: string;
  readonly #client: ElasticClient;
  #isThere = false;
  /** By stored name: whether it is also searched as a number. */
  #known = new Map<string, boolean>();
  #wanted = new Map<string, boolean>();
  #last: Promise<void> = Promise.resolve();
  #count = 0;
  /** So many fields the index takes, whatever an index made today would. */
  #countMax = 0;
  #isFull = false;

  /** It need not be there. */
  constructor(name: string, client: ElasticClient) {
    this.name = name;
    this.#client = client;
  }

  /** Notes that a document to come has the field. */
  readonly tell = (stored: string, isNumber: boolean): void => {
    if (this.#isFull) return;
    const known = this.#known.get(stored);
    if (known === true || (known === false && !isNumber)) return;
    if (isNumber || !this.#wanted.has(stored)) this.#wanted.set(stored, isNumber);
  };

  /**
   * Makes the index unless it is there, and in it what documents were told to have. One call after the other: what
   * one is about to add is there for the next.
   */
  prepare(): Promise<void> {
    const prepared = this.#last.then(() => this.#prepare());
    this.#last = prepared.catch(() => {});
    return prepared;
  }

  /** Looks anew before the next document. */
  forget(): void {
    this.#isThere = false;
  }

  async #prepare(): Promise<void> {
    if (!this.#isThere) {
      await this.#make();
      await this.#read();
      this.#isThere = true;
    }
    if (this.#wanted.size > 0) await this.#addFields();
  }

  /** With the template, which may have been removed since the last day. */
  async #make(): Promise<void> {
    await ensureTemplate(this.#client);
    const what = `make the index "${this.name}"`;
    try {
      await this.#client.send({ what, method: "PUT", path: `/${this.name}` });
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }

  /** Which fields it has. Throws UnavailableError where it is none that LogFlow's template made. */
  async #read(): Promise<void> {
    const { alias, template } = this.#client.settings;
    const found = await this.#client.send<Record<string, IndexAnswer>>({
      what: `read the fields of the index "${this.name}"`,
      reads: true,
      method: "GET",
      path: `/${this.name}`,
    });
    const index = found[this.name];
    if (index?.mappings.properties?.places === undefined) {
      throw new UnavailableError(
        `Cannot append to the index "${this.name}": it was not made by LogFlow's index template ` +
          `"${template}", but by another that goes before it, or before LogFlow came. Keep that one's ` +
          "names apart from LogFlow's by LOGFLOW_NAMESPACE, or remove the template and the index " +
          "(with what is in it)",
      );
    }
    if (!Object.hasOwn(index.aliases, alias)) await this.#addAlias(alias);
    const limit = Number(index.settings.index.mapping?.total_fields?.limit ?? LIMIT_USUAL);
    this.#countMax = Math.max(0, limit - OWN_FIELDS);
    this.#takeFields(index.mappings);
  }

  /** An index that was restored may lack it: nobody would find what is in it. */
  async #addAlias(alias: string): Promise<void> {
    const what = `add the alias "${alias}" to the index "${this.name}"`;
    await this.#client.send({ what, method: "PUT", path: `/${this.name}/_alias/${alias}` });
  }

  #takeFields({ properties }: Mappings): void {
    const numbers = properties?.[NUMBERS_PATH]?.properties ?? {};
    const names = Object.keys(properties?.[NAMES_PATH]?.properties ?? {});
    this.#known = new Map(names.map((name) => [name, Object.hasOwn(numbers, name)]));
    this.#count = names.length + Object.keys(numbers).length;
    this.#isFull = false;
    const wanted = this.#wanted;
    this.#wanted = new Map();
    for (const [name, isNumber] of wanted) this.tell(name, isNumber);
  }

  async #addFields(): Promise<void> {
    const names: [string, object][] = [];
    const numbers: [string, object][] = [];
    const room = this.#countMax - this.#count;
    const wanted = this.#wanted;
    this.#wanted = new Map();
    for (const [name, isNumber] of wanted) {
      if (names.length + numbers.length + 2 > room) {
        this.#isFull = true;
        break;
      }
      if (!this.#known.has(name)) names.push([name, NAME_MAPPING]);
      if (isNumber) numbers.push([name, NUMBER_MAPPING]);
      this.#known.set(name, isNumber);
    }
    this.#count += names.length + numbers.length;
    if (names.length + numbers.length === 0) return;
    try {
      await this.#client.send({
        what: `add ${names.length} fields to the index "${this.name}"`,
        method: "PUT",
        path: `/${this.name}/_mapping`,
        body: {
          properties: {
            [NAMES_PATH]: { ...OBJECT, properties: Object.fromEntries(names) },
            [NUMBERS_PATH]: { ...OBJECT, properties: Object.fromEntries(numbers) },
          },
        },
      });
    } catch (error) {
      this.forget();
      // Others may have filled it meanwhile, or removed it: then the server adds what it has room for itself.
      if (!isFieldLimit(error) && !isMissing(error)) throw error;
    }
  }
}

interface IndexAnswer {
  readonly aliases: Readonly<Record<string, unknown>>;
  readonly mappings: Mappings;
  readonly settings: {
    readonly index: {
      readonly mapping?: { readonly total_fields?: { readonly limit?: string } };
    };
  };
}

interface Mappings {
  readonly properties?: Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>
  >;
}

function isFieldLimit(error: unknown): boolean {
  return error instanceof Error && /Limit of total fields/.test(error.message);
}

const OBJECT = { type: "object", dynamic: true, subobjects: false } as const;

/** Elasticsearch's own. */
const LIMIT_USUAL = 1000;
