// Tests of data issues: each planted issue is found, and nothing else.
import { describe, expect, it } from 'vitest';
import { bareSample } from '../../test/datasetTown.ts';
import type { Sample } from '../dataset/index.ts';
import { type CropFacts, cropFacts } from './cropFacts.ts';
import { FINDING_NAMES } from './finding.ts';
import { findDataIssues, type QualityInput } from './findings.ts';

/** Facts of a noise image that differs for each seed. */
function noise(seed: number, width = 40, height = 60, shift = 0): CropFacts {
  let state = seed * 7919 + 1;
  const cells = Array.from({ length: 64 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % 240;
  });
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [Math.floor(((at % width) * 8) / width), Math.floor((Math.floor(at / width) * 8) / height)];
    data.fill((cells[y * 8 + x] ?? 0) + shift, at * 3, at * 3 + 3);
  }
  return cropFacts({ data, width, height });
}

const sampleOf = (number: number, more: Partial<Sample> = {}): Sample => ({
  ...bareSample(`ttc/s${number}`, 1, 'cog_bb_flunky', { suit: 'bb', entity: 'flunky' }),
  box: { xmin: 10, ymin: 10, xmax: 50, ymax: 70 },
  ...more,
});

function inputOf(samples: Sample[], facts: CropFacts[] = samples.map((_, index) => noise(index + 1))): QualityInput {
  return {
    samples,
    images: {
      facts: new Map(samples.map(({ id }, index) => [id, facts[index]!])),
      unreadable: [],
      screenshots: new Map(samples.map(({ screenshot }) => [screenshot, { width: 120, height: 90 }])),
    },
  };
}
const found = (input: QualityInput) =>
  findDataIssues(input).findings.map(({ kind, number, samples }) => [kind, number, samples.flat().length]);
const three = [sampleOf(1), sampleOf(2), sampleOf(3)];

describe('findDataIssues', () => {
  it('finds nothing in sound samples, and lists passed and skipped checks', () => {
    const { findings, clean, unchecked } = findDataIssues(inputOf(three));
    expect(findings).toEqual([]);
    expect([...clean, ...unchecked.map(({ kind }) => kind)].sort()).toEqual([...FINDING_NAMES].sort());
    expect(unchecked.map(({ kind }) => kind)).toContain('groups-across');
    expect(findDataIssues({ samples: three }).unchecked[0]).toEqual({
      kind: 'unreadable-image',
      reason: 'images were not read',
    });
  });

  it('finds unreadable, single-color and tiny crops', () => {
    const flat = cropFacts({ data: new Uint8Array(40 * 40 * 3).fill(80), width: 40, height: 40 });
    expect(found(inputOf(three, [noise(1), flat, noise(3, 40, 15)]))).toEqual([
      ['single-color', 1, 1],
      ['tiny', 1, 1],
    ]);
    const input = inputOf(three);
    expect(found({ ...input, images: { ...input.images!, unreadable: [{ id: 'x', reason: 'broken' }] } })).toEqual([
      ['unreadable-image', 1, 1],
    ]);
  });

  it('finds boxes at the border, but not boxes of the whole image', () => {
    const cut = sampleOf(4, { box: { xmin: 80, ymin: 10, xmax: 120, ymax: 70 } });
    const whole = sampleOf(5, { box: { xmin: 0, ymin: 0, xmax: 120, ymax: 90 } });
    expect(found(inputOf([...three, cut, whole]))).toEqual([['cut-by-border', 0.2, 1]]);
  });

  it('finds two labels of one region', () => {
    const other = { ...three[0]!, id: 'ttc/s1#2', object: 2, label: 'cog_lb_bigwig' };
    const neighbor = { ...other, id: 'ttc/s1#3', object: 3, box: { xmin: 40, ymin: 10, xmax: 80, ymax: 70 } };
    expect(found(inputOf([...three, other, neighbor]))).toEqual([['overlap-of-labels', 1, 2]]);
  });

  it('finds duplicates, and reports whether their labels differ', () => {
    expect(found(inputOf(three, [noise(1), noise(2), noise(1)]))).toEqual([['exact-duplicates', 1, 2]]);
    const other = { ...three[2]!, label: 'cog_lb_bigwig' };
    expect(found(inputOf([three[0]!, three[1]!, other], [noise(1), noise(2), noise(1)])).map(([kind]) => kind)).toEqual(
      ['exact-duplicates', 'duplicate-labels'],
    );
  });

  it('finds near-duplicates of other bursts, and only leaks within a burst', () => {
    const near = [noise(1), noise(2), noise(1, 40, 60, 6)];
    expect(found(inputOf(three, near))).toEqual([['near-duplicates', 2 / 3, 2]]);
    const burst = [three[0]!, three[1]!, { ...three[2]!, burst: three[0]!.burst }];
    expect(found(inputOf(burst, near))).toEqual([]);
    const [a, b, c] = burst.map(({ id }) => id) as [string, string, string];
    const assignments = { [a]: 'train', [b]: 'train', [c]: 'test' } as const;
    expect(found({ ...inputOf(burst, near), assignments })).toEqual([
      ['near-duplicates-across', 1, 2],
      ['groups-across', 1, 2],
    ]);
    expect(found({ ...inputOf(three, [noise(1), noise(2), noise(1)]), assignments }).map(([kind]) => kind)).toContain(
      'near-duplicates-across',
    );
  });

  it('compares findings with the limits, exceeded ones first', () => {
    const cut = sampleOf(4, { box: { xmin: 0, ymin: 10, xmax: 40, ymax: 70 } });
    const input = inputOf([...three, cut], [noise(1), noise(2), noise(1), noise(4)]);
    expect(findDataIssues(input).findings.map(({ kind, above }) => [kind, above])).toEqual([
      ['cut-by-border', true],
      ['exact-duplicates', true],
    ]);
    const limits = { 'cut-by-border': 0.25, 'exact-duplicates': 0 };
    expect(findDataIssues({ ...input, limits }).findings.map(({ kind, above }) => [kind, above])).toEqual([
      ['exact-duplicates', true],
      ['cut-by-border', false],
    ]);
  });

  it('reports predictive streets and label errors', () => {
    const confounding = {
      target: 'suit',
      normalizedMutualInformation: 0.5,
      streetAccuracy: 0.9,
      majorityAccuracy: 0.4,
      predictiveStreets: [{ street: 'ww', className: 'bb', share: 0.9, samples: 50, overall: 0.3 }],
    };
    const labelErrors = {
      target: 'suit',
      classes: ['bb', 'lb'],
      ids: three.map(({ id }) => id),
      errors: [{ index: 1, given: 0, suggested: 1, selfConfidence: 0.02 }],
      thresholds: [],
      agreement: 2 / 3,
      joint: [],
    };
    const { findings } = findDataIssues({ ...inputOf(three), confounding, labelErrors });
    expect(findings.map(({ kind, above }) => [kind, above])).toEqual([
      ['street-predicts-class', true],
      ['predictive-street', true],
      ['label-errors', true],
    ]);
    expect(findings[1]!.message).toBe('ww is 90.0% bb (50 samples)');
    expect(findings[2]!.message).toContain('ttc/s2#1: bb, looks like lb');
  });
});
