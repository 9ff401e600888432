/** Keeps the first `limit` of all items offered: a binary heap with the last of them on top. */
export class FirstFew<T> {
  #limit: number;
  readonly #compare: (a: T, b: T) => number;
  readonly #heap: T[] = [];

  /** `compare` is negative where `a` comes first. */
  constructor(limit: number, compare: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#compare = compare;
  }

  /** The last of those kept once there are `limit`; null before. */
  get last(): T | null {
    return this.#heap.length < this.#limit ? null : this.#heap[0] ?? null;
  }

  /** How many are kept. */
  get size(): number {
    return this.#heap.length;
  }

  /** Keeps the item if it is among the first. */
  offer(item: T): void {
    const heap = this.#heap;
    if (heap.length < this.#limit) {
      heap.push(item);
      this.#rise(heap.length - 1);
    } else if (heap.length > 0 && this.#compare(item, heap[0]!) < 0) {
      heap[0] = item;
      this.#sink();
    }
  }

  /** Gives up the last of those kept (there is one), and its place. */
  dropLast(): T {
    const heap = this.#heap;
    const last = heap[0]!;
    const other = heap.pop()!;
    this.#limit = heap.length;
    if (heap.length > 0) {
      heap[0] = other;
      this.#sink();
    }
    return last;
  }

  /** All that were kept, first one first. */
  sorted(): T[] {
    return this.#heap.toSorted(this.#compare);
  }

  #rise(index: number): void {
    const heap = this.#heap;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (this.#compare(heap[index]!, heap[parent]!) <= 0) return;
      [heap[index], heap[parent]] = [heap[parent]!, heap[index]!];
      index = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let index = 0;;) {
      let largest = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < heap.length && this.#compare(heap[child]!, heap[largest]!) > 0) largest = child;
      }
      if (largest === index) return;
      [heap[index], heap[largest]] = [heap[largest]!, heap[index]!];
      index = largest;
    }
  }
}
