// Philox 4x32-10 (Salmon et al. 2011): random numbers as a function of a key and a counter, without state.

@lazy let r0: u32 = 0, r1: u32 = 0, r2: u32 = 0, r3: u32 = 0;

export function philoxRound10(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  for (let i = 0; i < 10; i++) {
    const a = <u64>c0 * 0xd2511f53;
    const b = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(b >> 32) ^ c1 ^ k0;
    c1 = <u32>b;
    c2 = <u32>(a >> 32) ^ c3 ^ k1;
    c3 = <u32>a;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  r0 = c0; r1 = c1; r2 = c2; r3 = c3;
}

@inline export function lowBits(): u64 { return <u64>r0 | (<u64>r1 << 32); }
@inline export function highBits(): u64 { return <u64>r2 | (<u64>r3 << 32); }

/** Writes the four words for a counter and a key at `out`. */
export function philox(out: usize, c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  philoxRound10(c0, c1, c2, c3, k0, k1);
  store<u64>(out, lowBits());
  store<u64>(out + 8, highBits());
}
