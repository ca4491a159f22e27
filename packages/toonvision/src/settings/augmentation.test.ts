// Tests of augmentation.ts: parsing, formatting and errors.
import { describe, expect, it } from 'vitest';
import { augmentationSchema } from '../config/index.ts';
import { AUGMENTATION_NAMES, AUGMENTATION_STRENGTHS, formatAugmentation, parseAugmentation } from './augmentation.ts';

describe('augmentation as text', () => {
  it('accepts short and long names in any order, and is formatted in the order of the layers', () => {
    const found = parseAugmentation('fog=0.4, randomRotation=0.05 ,flip');
    expect(found).toEqual({ randomFlip: 'horizontal', randomRotation: 0.05, randomFog: 0.4 });
    expect(formatAugmentation(found)).toBe('flip,rotation=0.05,fog=0.4');
    expect(parseAugmentation('flip=vertical')).toEqual({ randomFlip: 'vertical' });
    expect(formatAugmentation({ randomFlip: 'vertical' })).toBe('flip=vertical');
  });

  it('parses and formats none', () => {
    expect(parseAugmentation('none')).toEqual({});
    expect(formatAugmentation({})).toBe('none');
  });

  it('takes the preset for a name alone, and parses back what it formats', () => {
    const all = Object.fromEntries(AUGMENTATION_NAMES.map((name) => [name, true]));
    const parsed = augmentationSchema.parse(all);
    for (const [name, { preset, max }] of Object.entries(AUGMENTATION_STRENGTHS)) {
      expect(parsed).toHaveProperty(name, preset);
      expect(preset).toBeLessThanOrEqual(max);
    }
    expect(parseAugmentation(formatAugmentation(parsed))).toEqual(parsed);
  });

  it.each([
    ['rotaton', 'unknown augmentation "rotaton"; did you mean rotation?'],
    ['xyz', 'unknown augmentation "xyz"; expected flip, rotation,'],
    ['', 'unknown augmentation ""; expected'],
    ['rotation=2', 'rotation: must be above 0 to 0.5'],
    ['rotation=0', 'rotation: must be above 0 to 0.5'],
    ['rotation=much', 'rotation: must be above 0 to 0.5'],
    ['pixelate=2.5', 'pixelate: must be a whole number from 1 to 64'],
    ['flip=sideways', 'flip: must be horizontal, vertical, horizontalAndVertical'],
    ['flip,randomFlip', 'duplicate augmentation randomFlip'],
    ['zoom=', 'expected name=number, got "zoom="'],
    ['zoom=0.1=2', 'expected name=number, got "zoom=0.1=2"'],
  ])('rejects %s', (text, message) => {
    expect(() => parseAugmentation(text)).toThrow(message);
    expect(() => parseAugmentation(text)).not.toThrow('true');
  });
});
