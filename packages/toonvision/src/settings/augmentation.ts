// Augmentation as plain data: layers, strengths and their text form.
import { nearestName } from '../errors/index.ts';

export const FLIPS = ['horizontal', 'vertical', 'horizontalAndVertical'] as const;
export type Flip = (typeof FLIPS)[number];

/** The strength of a layer. */
export interface AugmentationStrength {
  /** Meaning of the number. */
  help: string;
  /** Strength of a name without a number, or of `true`. */
  preset: number;
  /** Maximum; the minimum is above 0. */
  max: number;
  /** Integers only. */
  integer?: boolean;
}

/** Strengths of all layers except randomFlip, in the order of the layers. */
export const AUGMENTATION_STRENGTHS = {
  randomRotation: { help: 'fraction of a full turn, both ways', preset: 0.02, max: 0.5 },
  randomZoom: { help: 'fraction of the size, in and out', preset: 0.1, max: 0.9 },
  randomTranslation: { help: 'fraction of height and width, each way', preset: 0.05, max: 0.9 },
  randomBrightness: { help: 'fraction of white added or removed', preset: 0.2, max: 1 },
  randomContrast: { help: 'fraction by which contrast grows or shrinks', preset: 0.2, max: 1 },
  randomFog: { help: 'fraction of fog where it is thickest', preset: 0.3, max: 1 },
  randomBlur: { help: 'maximum standard deviation in pixels', preset: 1, max: 32 },
  randomPixelate: { help: 'maximum block size in pixels', preset: 4, max: 64, integer: true },
  randomErasing: { help: 'fraction of images that lose a rectangle of 2 to 20% of their area', preset: 0.3, max: 1 },
} as const satisfies Record<string, AugmentationStrength>;

type StrengthName = keyof typeof AUGMENTATION_STRENGTHS;
export type AugmentationName = 'randomFlip' | StrengthName;

/** Names of all layers, in their order. */
export const AUGMENTATION_NAMES = ['randomFlip', ...Object.keys(AUGMENTATION_STRENGTHS)] as AugmentationName[];

type GivenAugmentation = { randomFlip?: Flip | true } & { [Name in StrengthName]?: number | true };

/**
 * Augmentation by layer and strength; `true` is the preset. The order of the layers is fixed: flips, then layers that move
 * pixels, then layers that change their values.
 *
 * @example
 * const augmentation: AugmentationSettings = { randomFlip: true, randomRotation: 0.05, randomFog: 0.4 };
 */
export interface AugmentationSettings extends GivenAugmentation {}

/** Validated augmentation: every strength is a number. */
export type Augmentation = { randomFlip?: Flip } & { [Name in StrengthName]?: number };

/** The range of a layer as text: `above 0 to 0.5`. */
export function augmentationRange(name: AugmentationName): string {
  if (name === 'randomFlip') return FLIPS.join(', ');
  const { max, integer }: AugmentationStrength = AUGMENTATION_STRENGTHS[name];
  return `${integer === true ? 'a whole number from 1' : 'above 0'} to ${max}`;
}

/** The value of a layer with `true` replaced by its preset; undefined if it is invalid. */
export function augmentationValue(name: AugmentationName, given: unknown): Flip | number | undefined {
  if (name === 'randomFlip') return given === true ? 'horizontal' : FLIPS.find((flip) => flip === given);
  const { preset, max, integer }: AugmentationStrength = AUGMENTATION_STRENGTHS[name];
  const value = given === true ? preset : given;
  const isInRange = typeof value === 'number' && value > 0 && value <= max;
  return isInRange && (integer !== true || Number.isInteger(value)) ? value : undefined;
}

/** The short name for the command line: `rotation` of `randomRotation`. */
export function shortAugmentationName(name: AugmentationName): string {
  return name.charAt(6).toLowerCase() + name.slice(7);
}

/**
 * Parses `flip,rotation=0.05`; `none` disables augmentation, including that of the configuration.
 *
 * @throws RangeError for an unknown or duplicate name, or a strength out of range
 *
 * @example
 * parseAugmentation('flip,rotation=0.05') // { randomFlip: 'horizontal', randomRotation: 0.05 }
 */
export function parseAugmentation(text: string): Augmentation {
  if (text.trim() === 'none') return {};
  const values: Record<string, Flip | number> = {};
  const shortNames = AUGMENTATION_NAMES.map(shortAugmentationName);
  for (const part of text.split(',')) {
    const [written = '', value, ...more] = part.split('=').map((word) => word.trim());
    const name = AUGMENTATION_NAMES.find((x) => x === written || shortAugmentationName(x) === written);
    if (name === undefined) {
      const nearest = nearestName(written, shortNames);
      const hint = nearest === undefined ? `expected ${shortNames.join(', ')}, or none` : `did you mean ${nearest}?`;
      throw new RangeError(`unknown augmentation "${written}"; ${hint}`);
    }
    if (more.length > 0 || value === '') throw new RangeError(`expected name=number, got "${part}"`);
    if (Object.hasOwn(values, name)) throw new RangeError(`duplicate augmentation ${written}`);
    const given = value === undefined ? true : name === 'randomFlip' ? value : Number(value);
    const valid = augmentationValue(name, given);
    if (valid === undefined)
      throw new RangeError(`${shortAugmentationName(name)}: must be ${augmentationRange(name)}, got "${value}"`);
    values[name] = valid;
  }
  return values;
}

/**
 * Formats augmentation for the command line, in the order of the layers.
 *
 * @example
 * formatAugmentation({ randomFlip: 'horizontal', randomRotation: 0.05 }) // 'flip,rotation=0.05'
 */
export function formatAugmentation(augmentation: Readonly<Augmentation>): string {
  const parts = AUGMENTATION_NAMES.flatMap((name) => {
    const value = augmentation[name];
    if (value === undefined) return [];
    return [value === 'horizontal' ? shortAugmentationName(name) : `${shortAugmentationName(name)}=${value}`];
  });
  return parts.length === 0 ? 'none' : parts.join(',');
}
