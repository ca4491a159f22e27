// Phase planes against their definition: each tap of each window reads its pixel, and each pixel's gradient its taps.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernels } from '../kernels.ts';
import { missesPixels, phaseGradients, phasesOf, splitPlane, tapOffsets } from './phases.ts';

const OUTSIDE = -1;

// Memory as an array of floats, with a reference version of the only kernel that splitting calls.
function split(phases: ReturnType<typeof phasesOf>, height: number, width: number): number[] {
  const to = height * width * 4;
  const memory: number[] = Array.from({ length: height * width }, (_, i) => i);
  const splitPhase = (
    from: number,
    rowStride: number,
    step: number,
    start: number,
    toRowStride: number,
    rows: number,
    columns: number,
  ) => {
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        memory[(start + y * toRowStride) / 4 + x] = memory[(from + y * rowStride + x * step) / 4]!;
  };
  for (let i = 0; i < phases.channelStride / 4; i++) memory.push(OUTSIDE);
  splitPlane({ splitPhase } as unknown as Kernels, phases, 0, width * 4, to);
  return memory.slice(height * width);
}

const side = fc.integer({ min: 1, max: 14 });
const pair = (most: number) => fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));
const geometry = fc.record({
  height: side,
  width: side,
  size: pair(6),
  strides: pair(5),
  padding: fc.constantFrom<('same' | 'valid')[]>('same', 'valid'),
});

describe('phases', () => {
  it('hold the right pixel at each tap of each window', () => {
    fc.assert(
      fc.property(geometry, ({ height, width, size, strides, padding }) => {
        const phases = phasesOf([height, width, 1], { size, strides, padding });
        fc.pre(phases.down.count > 0 && phases.across.count > 0);
        const planes = split(phases, height, width);
        const offsets = tapOffsets(phases);
        const total = (length: number, k: number, s: number) =>
          padding === 'same' ? Math.max((Math.ceil(length / s) - 1) * s + k - length, 0) : 0;
        const top = Math.floor(total(height, size[0], strides[0]) / 2);
        const left = Math.floor(total(width, size[1], strides[1]) / 2);
        for (let y = 0; y < phases.down.count; y++)
          for (let x = 0; x < phases.across.count; x++)
            offsets.forEach((offset, tap) => {
              const iy = y * strides[0] + Math.floor(tap / size[1]) - top;
              const ix = x * strides[1] + (tap % size[1]) - left;
              const inside = iy >= 0 && ix >= 0 && iy < height && ix < width;
              const actual = planes[(offset + y * phases.rowStride) / 4 + x];
              expect(actual).toBe(inside ? iy * width + ix : OUTSIDE);
            });
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it('reach each pixel once in the backward pass, or report unreached pixels', () => {
    fc.assert(
      fc.property(geometry, ({ height, width, size, strides, padding }) => {
        const phases = phasesOf([height, width, 1], { size, strides, padding });
        fc.pre(phases.down.count > 0 && phases.across.count > 0);
        const reached = new Array<number>(height * width).fill(0);
        const taps: number[] = [];
        for (const { rows, columns, taps: phaseTaps, offsets } of phaseGradients(phases)) {
          expect(offsets.length).toBe(phaseTaps.length);
          taps.push(...phaseTaps);
          for (let y = 0; y < rows.count; y++)
            for (let x = 0; x < columns.count; x++)
              reached[(rows.at + y * strides[0]) * width + columns.at + x * strides[1]]! += 1;
        }
        expect(new Set(taps).size).toBe(taps.length);
        expect(reached.every((times) => times <= 1)).toBe(true);
        expect(reached.includes(0)).toBe(missesPixels(phases));
      }),
      { numRuns: propertyRuns(300) },
    );
  });
});
