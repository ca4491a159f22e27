// The machine's peak of 128-bit arithmetic: independent chains of a multiplication and an addition.
//
// WebAssembly has no fused multiply-add (relaxed SIMD, which may have one, is not used by the engine), so one multiply-add
// is two instructions. A step of a chain waits for the one before: some 8 cycles on x86. Twelve chains and the two
// constants fit the 16 vector registers of x86; twenty, with some of them in memory there, hide more of the wait, and
// fit the 32 registers of ARM. The bench takes the better of the two. x = x * factor + term stays near
// term / (1 - factor), so no value grows or becomes denormal.

/** `rounds` times 12 multiply-adds of four lanes; a sum of all lanes comes back, so that nothing is optimised away. */
export function chains12(rounds: i32, factor: f32, term: f32): f32 {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(term);
  let s0 = f32x4.splat(0.1);
  let s1 = f32x4.splat(0.2);
  let s2 = f32x4.splat(0.3);
  let s3 = f32x4.splat(0.4);
  let s4 = f32x4.splat(0.5);
  let s5 = f32x4.splat(0.6);
  let s6 = f32x4.splat(0.7);
  let s7 = f32x4.splat(0.8);
  let s8 = f32x4.splat(0.9);
  let s9 = f32x4.splat(1.0);
  let s10 = f32x4.splat(1.1);
  let s11 = f32x4.splat(1.2);
  for (let i = 0; i < rounds; i++) {
    s0 = f32x4.add(f32x4.mul(s0, a), b);
    s1 = f32x4.add(f32x4.mul(s1, a), b);
    s2 = f32x4.add(f32x4.mul(s2, a), b);
    s3 = f32x4.add(f32x4.mul(s3, a), b);
    s4 = f32x4.add(f32x4.mul(s4, a), b);
    s5 = f32x4.add(f32x4.mul(s5, a), b);
    s6 = f32x4.add(f32x4.mul(s6, a), b);
    s7 = f32x4.add(f32x4.mul(s7, a), b);
    s8 = f32x4.add(f32x4.mul(s8, a), b);
    s9 = f32x4.add(f32x4.mul(s9, a), b);
    s10 = f32x4.add(f32x4.mul(s10, a), b);
    s11 = f32x4.add(f32x4.mul(s11, a), b);
  }
  s0 = f32x4.add(s0, s1);
  s0 = f32x4.add(s0, s2);
  s0 = f32x4.add(s0, s3);
  s0 = f32x4.add(s0, s4);
  s0 = f32x4.add(s0, s5);
  s0 = f32x4.add(s0, s6);
  s0 = f32x4.add(s0, s7);
  s0 = f32x4.add(s0, s8);
  s0 = f32x4.add(s0, s9);
  s0 = f32x4.add(s0, s10);
  s0 = f32x4.add(s0, s11);
  return f32x4.extract_lane(s0, 0);
}

/** `rounds` times 20 multiply-adds of four lanes; a sum of all lanes comes back, so that nothing is optimised away. */
export function chains20(rounds: i32, factor: f32, term: f32): f32 {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(term);
  let s0 = f32x4.splat(0.1);
  let s1 = f32x4.splat(0.2);
  let s2 = f32x4.splat(0.3);
  let s3 = f32x4.splat(0.4);
  let s4 = f32x4.splat(0.5);
  let s5 = f32x4.splat(0.6);
  let s6 = f32x4.splat(0.7);
  let s7 = f32x4.splat(0.8);
  let s8 = f32x4.splat(0.9);
  let s9 = f32x4.splat(1.0);
  let s10 = f32x4.splat(1.1);
  let s11 = f32x4.splat(1.2);
  let s12 = f32x4.splat(1.3);
  let s13 = f32x4.splat(1.4);
  let s14 = f32x4.splat(1.5);
  let s15 = f32x4.splat(1.6);
  let s16 = f32x4.splat(1.7);
  let s17 = f32x4.splat(1.8);
  let s18 = f32x4.splat(1.9);
  let s19 = f32x4.splat(2.0);
  for (let i = 0; i < rounds; i++) {
    s0 = f32x4.add(f32x4.mul(s0, a), b);
    s1 = f32x4.add(f32x4.mul(s1, a), b);
    s2 = f32x4.add(f32x4.mul(s2, a), b);
    s3 = f32x4.add(f32x4.mul(s3, a), b);
    s4 = f32x4.add(f32x4.mul(s4, a), b);
    s5 = f32x4.add(f32x4.mul(s5, a), b);
    s6 = f32x4.add(f32x4.mul(s6, a), b);
    s7 = f32x4.add(f32x4.mul(s7, a), b);
    s8 = f32x4.add(f32x4.mul(s8, a), b);
    s9 = f32x4.add(f32x4.mul(s9, a), b);
    s10 = f32x4.add(f32x4.mul(s10, a), b);
    s11 = f32x4.add(f32x4.mul(s11, a), b);
    s12 = f32x4.add(f32x4.mul(s12, a), b);
    s13 = f32x4.add(f32x4.mul(s13, a), b);
    s14 = f32x4.add(f32x4.mul(s14, a), b);
    s15 = f32x4.add(f32x4.mul(s15, a), b);
    s16 = f32x4.add(f32x4.mul(s16, a), b);
    s17 = f32x4.add(f32x4.mul(s17, a), b);
    s18 = f32x4.add(f32x4.mul(s18, a), b);
    s19 = f32x4.add(f32x4.mul(s19, a), b);
  }
  s0 = f32x4.add(s0, s1);
  s0 = f32x4.add(s0, s2);
  s0 = f32x4.add(s0, s3);
  s0 = f32x4.add(s0, s4);
  s0 = f32x4.add(s0, s5);
  s0 = f32x4.add(s0, s6);
  s0 = f32x4.add(s0, s7);
  s0 = f32x4.add(s0, s8);
  s0 = f32x4.add(s0, s9);
  s0 = f32x4.add(s0, s10);
  s0 = f32x4.add(s0, s11);
  s0 = f32x4.add(s0, s12);
  s0 = f32x4.add(s0, s13);
  s0 = f32x4.add(s0, s14);
  s0 = f32x4.add(s0, s15);
  s0 = f32x4.add(s0, s16);
  s0 = f32x4.add(s0, s17);
  s0 = f32x4.add(s0, s18);
  s0 = f32x4.add(s0, s19);
  return f32x4.extract_lane(s0, 0);
}
