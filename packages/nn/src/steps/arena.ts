// Lays out consecutive buffers in a worker's memory.

/** Bytes that a kernel may read or write past the end of a buffer (whole vectors). */
const SLACK = 128;

/** A bump allocator of addresses. Nothing is freed: a plan lives as long as its worker. */
export class Arena {
  // The first page is reserved for the kernels' exp and log tables.
  #next = 65536;

  /** Allocates `bytes` bytes on a 16-byte boundary, padded at the end for whole vectors, and returns the address. */
  bytes(bytes: number): number {
    const address = this.#next;
    this.#next = (address + bytes + SLACK + 15) & ~15;
    return address;
  }

  floats(count: number): number {
    return this.bytes(count * 4);
  }

  /** Number of bytes allocated so far. */
  get size(): number {
    return this.#next;
  }
}
