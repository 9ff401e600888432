/** Chooses among the words of the corpora: numbers of [0, 1) come from `random`, the same for the same seed. */
export class Words {
  /** The next number of [0, 1). */
  readonly random: () => number;

  /** Takes its chance from `random`. */
  constructor(random: () => number) {
    this.random = random;
  }

  /** A whole number within [min, max]. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.random() * (max - min + 1));
  }

  /** One of the list, each equally often. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  /** One of the list, the first ones far more often, as services of a shop write. */
  pickSkewed<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() ** 2.2 * list.length)]!;
  }

  /** 78 % INFO, 10 % WARN, 7 % ERROR, 5 % DEBUG. */
  level(): CorpusLevel {
    const at = this.random();
    return at < 0.78 ? "INFO" : at < 0.88 ? "WARN" : at < 0.95 ? "ERROR" : "DEBUG";
  }

  /** So many random hexadecimal digits, a multiple of 8. */
  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.integer(0, 0xffffffff).toString(16).padStart(8, "0");
    return text;
  }

  /** An IPv4 address. */
  address(): string {
    const octet = () => this.integer(0, 255);
    return `${this.integer(1, 223)}.${octet()}.${octet()}.${octet()}`;
  }

  /** An order's name, one of ten millions. */
  order(): string {
    return `order_${this.integer(10_000, 9_999_999)}`;
  }

  /** A message as services write them at this level. */
  message(level: CorpusLevel): string {
    return this.pick(MESSAGES[level])(this);
  }
}

/** The levels that occur. */
export type CorpusLevel = "INFO" | "WARN" | "ERROR" | "DEBUG";

/** The services that write, the first most. */
export const SERVICES: readonly string[] = [
  ...["payment", "order", "auth", "inventory", "shipping", "notification", "user", "cart"],
  ...["search", "gateway", "billing", "recommendation"],
].map((name) => name === "gateway" ? name : `${name}-service`);

const MESSAGES: Readonly<Record<CorpusLevel, readonly ((words: Words) => string)[]>> = {
  INFO: [
    (w) => `Payment completed for order ${w.order()}`,
    (w) => `User user_${w.integer(1, 200_000)} logged in successfully from ${w.address()}`,
    (w) =>
      `Order ${w.order()} created with ${w.integer(1, 9)} items, total ` +
      `${(w.random() * 500).toFixed(2)} USD`,
    (w) => `Shipment dispatched for order ${w.order()} via carrier ${w.pick(CARRIERS)}`,
    (w) => `Cache refreshed: ${w.integer(100, 9000)} entries loaded in ${w.integer(1, 900)}ms`,
    (w) =>
      `Request completed in ${w.integer(1, 2000)}ms status=200 ` +
      `path=/api/v1/items/${w.integer(1, 50_000)}`,
  ],
  WARN: [
    (w) => `Slow query detected: took ${w.integer(500, 9000)}ms on table ${w.pick(TABLES)}`,
    (w) => `Retrying request for order ${w.order()} attempt ${w.integer(1, 5)}`,
    (w) => `High memory usage: ${w.integer(70, 99)}% on worker ${w.integer(1, 64)}`,
  ],
  ERROR: [
    (w) => `Connection to database timed out after ${w.integer(1000, 30_000)}ms`,
    (w) => `Payment failed for order ${w.order()}: card declined`,
    (w) =>
      "Unhandled exception in handler: NullPointerException at OrderController line " +
      w.integer(10, 900),
    (w) => `Upstream timed out while reading response header from upstream ${w.integer(10, 99)}`,
  ],
  DEBUG: [
    (w) => `Entering method processOrder with args ${w.order()}`,
    (w) => `SQL: SELECT * FROM orders WHERE id = ${w.integer(10_000, 9_999_999)} LIMIT 1`,
  ],
};

const CARRIERS = ["DHL", "UPS", "FedEx"];
const TABLES = ["orders", "users", "items", "payments"];
