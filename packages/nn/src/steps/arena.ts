// Lays buffers out one after the other in a worker's memory.

/** Bytes a kernel may read or write past the end of a buffer (whole vectors). */
const SLACK = 128;

/** A bump allocator of addresses; nothing is ever freed, a plan lives as long as its worker. */
export class Arena {
  // The first page belongs to the kernels: their tables of exp and log lie there.
  #next = 65536;

  /** The address of `bytes` fresh bytes on a 16-byte boundary, with room past the end for whole vectors. */
  bytes(bytes: number): number {
    const address = this.#next;
    this.#next = (address + bytes + SLACK + 15) & ~15;
    return address;
  }

  floats(count: number): number {
    return this.bytes(count * 4);
  }

  /** Bytes laid out so far. */
  get size(): number {
    return this.#next;
  }
}
