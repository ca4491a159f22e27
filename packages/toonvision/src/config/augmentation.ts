// Augmentation as a setting of training: which layers, how strong, as an object and as text.
import { z } from 'zod';
import { nearestName } from '../errors/index.ts';

export const FLIPS = ['horizontal', 'vertical', 'horizontalAndVertical'] as const;
export type Flip = (typeof FLIPS)[number];

/** One number that says how strong a layer is. */
export interface AugmentationStrength {
  /** What the number is. */
  says: string;
  /** Where only the name is given. */
  preset: number;
  /** The number is above 0 and at most this. */
  most: number;
  /** Whole numbers only. */
  whole?: boolean;
}

/** The strengths of all layers but randomFlip, in the order in which the layers stand. */
export const AUGMENTATION_STRENGTHS = {
  randomRotation: { says: 'share of a full turn to either side', preset: 0.02, most: 0.5 },
  randomZoom: { says: 'share of the size, in and out', preset: 0.1, most: 0.9 },
  randomTranslation: { says: 'share of height and width, each way', preset: 0.05, most: 0.9 },
  randomBrightness: { says: 'share of white that is added or taken', preset: 0.2, most: 1 },
  randomContrast: { says: 'share by which it grows or shrinks', preset: 0.2, most: 1 },
  randomFog: { says: 'share of fog where it is thickest', preset: 0.3, most: 1 },
  randomBlur: { says: 'standard deviation in pixels, at most', preset: 1, most: 32 },
  randomPixelate: { says: 'side of a block in pixels, at most', preset: 4, most: 64, whole: true },
  randomErasing: { says: 'share of pictures that lose a rectangle', preset: 0.3, most: 1 },
} as const satisfies Record<string, AugmentationStrength>;

type Strengths = { [Name in keyof typeof AUGMENTATION_STRENGTHS]?: number | true };
export type AugmentationName = 'randomFlip' | keyof typeof AUGMENTATION_STRENGTHS;

/** All of them, in the order in which the layers stand. */
export const AUGMENTATION_NAMES = ['randomFlip', ...Object.keys(AUGMENTATION_STRENGTHS)] as AugmentationName[];

/**
 * Augmentation by name of its layer and strength; `true` takes the usual strength. Whatever the order here, flips come first,
 * then what moves pixels, then what changes their values.
 *
 * @example
 * const augmentation: AugmentationSettings = { randomFlip: true, randomRotation: 0.05, randomFog: 0.4 };
 */
export interface AugmentationSettings extends Strengths {
  /** `true` is `'horizontal'`. */
  randomFlip?: Flip | true;
  /** Share of a full turn to either side, above 0 to 0.5; `true` is 0.02, some 7 degrees. */
  randomRotation?: number | true;
  /** Share of the size, in and out, above 0 to 0.9; `true` is 0.1. */
  randomZoom?: number | true;
  /** Share of height and of width, each way, above 0 to 0.9; `true` is 0.05. */
  randomTranslation?: number | true;
  /** Share of white that is added or taken, above 0 to 1; `true` is 0.2. */
  randomBrightness?: number | true;
  /** Share by which contrast grows or shrinks, above 0 to 1; `true` is 0.2. */
  randomContrast?: number | true;
  /** Share of fog where it is thickest, above 0 to 1; `true` is 0.3. */
  randomFog?: number | true;
  /** Largest standard deviation in pixels, above 0 to 32; `true` is 1. */
  randomBlur?: number | true;
  /** Largest side of a block in pixels, a whole number from 1 to 64; `true` is 4. */
  randomPixelate?: number | true;
  /** Share of pictures that lose a rectangle of 2 to 20% of their area, above 0 to 1; `true` is 0.3. */
  randomErasing?: number | true;
}

function strength({ preset, most, whole }: AugmentationStrength) {
  const range = `must be ${whole === true ? 'a whole number from 1' : 'above 0'} to ${most}, or true`;
  const number = whole === true ? z.int(range) : z.number(range);
  return z.preprocess((value) => (value === true ? preset : value), number.gt(0, range).max(most, range)).optional();
}

const { randomRotation, randomZoom, randomTranslation, randomBrightness, randomContrast } = AUGMENTATION_STRENGTHS;
const { randomFog, randomBlur, randomPixelate, randomErasing } = AUGMENTATION_STRENGTHS;

export const augmentationSchema = z.strictObject({
  randomFlip: z
    .preprocess((value) => (value === true ? 'horizontal' : value), z.enum(FLIPS, `must be true, ${FLIPS.join(', ')}`))
    .optional(),
  randomRotation: strength(randomRotation),
  randomZoom: strength(randomZoom),
  randomTranslation: strength(randomTranslation),
  randomBrightness: strength(randomBrightness),
  randomContrast: strength(randomContrast),
  randomFog: strength(randomFog),
  randomBlur: strength(randomBlur),
  randomPixelate: strength(randomPixelate),
  randomErasing: strength(randomErasing),
});

/** Augmentation that was checked: every strength is a number. */
export type Augmentation = z.output<typeof augmentationSchema>;

/** `randomRotation` as one writes it on the command line: `rotation`. */
export function shortAugmentationName(name: AugmentationName): string {
  return name.charAt(6).toLowerCase() + name.slice(7);
}

/**
 * Reads `flip,rotation=0.05`; `none` is no augmentation at all, also where the configuration has some.
 *
 * @throws RangeError naming what is no augmentation, is out of its range or stands twice
 *
 * @example
 * parseAugmentation('flip,rotation=0.05') // { randomFlip: 'horizontal', randomRotation: 0.05 }
 */
export function parseAugmentation(text: string): Augmentation {
  if (text.trim() === 'none') return {};
  const found: Record<string, unknown> = {};
  const shortNames = AUGMENTATION_NAMES.map(shortAugmentationName);
  for (const part of text.split(',')) {
    const [written = '', value, ...more] = part.split('=').map((one) => one.trim());
    const name = AUGMENTATION_NAMES.find((one) => one === written || shortAugmentationName(one) === written);
    if (name === undefined || more.length > 0 || value === '') {
      const nearest = nearestName(written, shortNames);
      const hint = nearest === undefined ? `there are ${shortNames.join(', ')}, or none` : `did you mean ${nearest}?`;
      throw new RangeError(name === undefined ? `no augmentation ${written}; ${hint}` : `${part} is no name=number`);
    }
    if (Object.hasOwn(found, name)) throw new RangeError(`${written} stands twice`);
    found[name] = value === undefined ? true : name === 'randomFlip' ? value : Number(value);
  }
  const parsed = augmentationSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = AUGMENTATION_NAMES.find((one) => one === issue?.path[0]);
  const message = (issue?.message ?? 'does not fit').replace(/,? (or )?true,?/, '');
  throw new RangeError(`${name === undefined ? '' : `${shortAugmentationName(name)}: `}${message}`);
}

/**
 * Augmentation as one writes it on the command line, in the order in which the layers stand.
 *
 * @example
 * augmentationText({ randomFlip: 'horizontal', randomRotation: 0.05 }) // 'flip,rotation=0.05'
 */
export function augmentationText(augmentation: Augmentation): string {
  const parts = AUGMENTATION_NAMES.flatMap((name) => {
    const value = augmentation[name];
    if (value === undefined) return [];
    return [value === 'horizontal' ? shortAugmentationName(name) : `${shortAugmentationName(name)}=${value}`];
  });
  return parts.length === 0 ? 'none' : parts.join(',');
}
