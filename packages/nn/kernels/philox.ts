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

// High and low halves of the products of four unsigned numbers with a constant.
@inline
function highProducts(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 1, 3, 5, 7);
}

@inline
function lowProducts(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 0, 2, 4, 6);
}

/** The words of four counters at once, whose first is c0, c0 + 1, c0 + 2, c0 + 3: 64 bytes at `out`, as `philox` writes each. */
export function philoxFour(out: usize, c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  let v0 = i32x4.add(i32x4.splat(c0), i32x4(0, 1, 2, 3));
  let v1 = i32x4.splat(c1), v2 = i32x4.splat(c2), v3 = i32x4.splat(c3);
  const first = i32x4.splat(0xd2511f53), second = i32x4.splat(0xcd9e8d57);
  for (let i = 0; i < 10; i++) {
    const aLow = i64x2.extmul_low_i32x4_u(v0, first), aHigh = i64x2.extmul_high_i32x4_u(v0, first);
    const bLow = i64x2.extmul_low_i32x4_u(v2, second), bHigh = i64x2.extmul_high_i32x4_u(v2, second);
    v0 = v128.xor(v128.xor(highProducts(bLow, bHigh), v1), i32x4.splat(k0));
    v1 = lowProducts(bLow, bHigh);
    v2 = v128.xor(v128.xor(highProducts(aLow, aHigh), v3), i32x4.splat(k1));
    v3 = lowProducts(aLow, aHigh);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  const t0 = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5);
  const t2 = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7), t3 = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i32>(t0, t1, 0, 1, 4, 5), 0);
  v128.store(out, v128.shuffle<i32>(t0, t1, 2, 3, 6, 7), 16);
  v128.store(out, v128.shuffle<i32>(t2, t3, 0, 1, 4, 5), 32);
  v128.store(out, v128.shuffle<i32>(t2, t3, 2, 3, 6, 7), 48);
}
