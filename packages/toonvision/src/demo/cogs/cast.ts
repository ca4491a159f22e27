// The cast: what makes each of the 32 Cog entities different from the others.
import type { Suit } from '../townCounts.ts';
import type { Hand } from './body.ts';
import type { Build } from './builds.ts';
import type { Brow, Eyes, Mouth, Nose } from './faces.ts';
import type { Gear } from './headgear.ts';
import type { HeadShape } from './headShapes.ts';

export interface CogSpec {
  suit: Suit;
  build: Build;
  /** Stretch of the whole Cog. */
  size: number;
  hand: Hand;
  /** Color of head and hands. */
  skin: string;
  head: HeadShape;
  /** Half width and height of the head. */
  w: number;
  h: number;
  eyes: Eyes;
  brow: Brow;
  nose: Nose;
  mouth: Mouth;
  gear: Gear;
  bow: boolean;
}

function cog(
  suit: Suit,
  build: Build,
  size: number,
  hand: Hand,
  skin: string,
  [head, w, h]: [HeadShape, number, number],
  [eyes, brow, nose, mouth]: [Eyes, Brow, Nose, Mouth],
  gear: Gear,
  bow = false,
): CogSpec {
  return { suit, build, size, hand, skin, head, w, h, eyes, brow, nose, mouth, gear, bow };
}

/** By entity name, as in the labels. */
export const cast: Readonly<Record<string, CogSpec>> = {
  flunky: cog(
    'bb',
    'stout',
    0.92,
    'glove',
    '#e2bfa0',
    ['egg', 21, 44],
    ['glasses', 'worried', 'button', 'small'],
    'tuft',
    true,
  ),
  pencilpusher: cog('bb', 'slim', 1, 'long', '#e6cf9c', ['tall', 17, 56], ['tired', 'flat', 'long', 'frown'], 'eraser'),
  yesman: cog(
    'bb',
    'tall',
    0.92,
    'glove',
    '#e8b795',
    ['round', 25, 48],
    ['round', 'arched', 'button', 'grin'],
    'slick',
  ),
  micromanager: cog(
    'bb',
    'stout',
    0.8,
    'fist',
    '#d59a72',
    ['pear', 24, 46],
    ['monocle', 'thick', 'bulb', 'frown'],
    'bald',
  ),
  downsizer: cog(
    'bb',
    'stout',
    1.02,
    'fist',
    '#c9a184',
    ['squash', 34, 34],
    ['tired', 'thick', 'bulb', 'frown'],
    'bald',
  ),
  headhunter: cog(
    'bb',
    'tall',
    0.98,
    'claw',
    '#b7793f',
    ['shovel', 22, 60],
    ['slit', 'angry', 'long', 'teeth'],
    'bone',
  ),
  corporateraider: cog(
    'bb',
    'tall',
    1.04,
    'fist',
    '#d9a078',
    ['box', 23, 48],
    ['slit', 'angry', 'hook', 'smirk'],
    'eyepatch',
  ),
  thebigcheese: cog(
    'bb',
    'tall',
    1.1,
    'glove',
    '#f0c843',
    ['wedge', 31, 54],
    ['round', 'thick', 'none', 'grin'],
    'holes',
    true,
  ),

  bottomfeeder: cog(
    'lb',
    'stout',
    0.9,
    'claw',
    '#a9b4c9',
    ['round', 27, 42],
    ['tired', 'flat', 'none', 'fish'],
    'bald',
  ),
  bloodsucker: cog(
    'lb',
    'slim',
    1.08,
    'glove',
    '#f1f0f4',
    ['tall', 19, 54],
    ['slit', 'angry', 'long', 'fangs'],
    'widow',
  ),
  doubletalker: cog(
    'lb',
    'tall',
    0.94,
    'glove',
    '#dcb7c6',
    ['squash', 33, 42],
    ['round', 'worried', 'button', 'double'],
    'flat',
  ),
  ambulancechaser: cog(
    'lb',
    'slim',
    1.02,
    'long',
    '#cfd9d6',
    ['egg', 19, 47],
    ['stare', 'none', 'hook', 'teeth'],
    'siren',
  ),
  backstabber: cog(
    'lb',
    'tall',
    0.96,
    'claw',
    '#b8a4d6',
    ['shovel', 20, 56],
    ['slit', 'angry', 'hook', 'smirk'],
    'hood',
  ),
  spindoctor: cog(
    'lb',
    'slim',
    1.1,
    'long',
    '#a7d3d4',
    ['drop', 25, 58],
    ['spiral', 'arched', 'button', 'smirk'],
    'mirror',
    true,
  ),
  legaleagle: cog(
    'lb',
    'tall',
    1.02,
    'claw',
    '#f3efe4',
    ['eagle', 25, 50],
    ['slit', 'angry', 'beak', 'small'],
    'feathers',
  ),
  bigwig: cog('lb', 'tall', 1.1, 'fist', '#e3b9a4', ['egg', 22, 50], ['tired', 'arched', 'bulb', 'frown'], 'wig', true),

  shortchange: cog(
    'cb',
    'stout',
    0.78,
    'glove',
    '#d8c49a',
    ['egg', 21, 40],
    ['round', 'worried', 'bulb', 'smirk'],
    'cap',
  ),
  pennypincher: cog(
    'cb',
    'slim',
    0.94,
    'claw',
    '#d98f6a',
    ['clamp', 24, 50],
    ['slit', 'flat', 'hook', 'frown'],
    'bald',
  ),
  tightwad: cog(
    'cb',
    'stout',
    0.94,
    'glove',
    '#aebd86',
    ['screw', 27, 50],
    ['tired', 'angry', 'button', 'small'],
    'threads',
    true,
  ),
  beancounter: cog(
    'cb',
    'slim',
    1.02,
    'long',
    '#d0b78a',
    ['bean', 22, 50],
    ['glasses', 'flat', 'long', 'small'],
    'visor',
    true,
  ),
  numbercruncher: cog(
    'cb',
    'tall',
    0.98,
    'fist',
    '#9aa7ad',
    ['box', 26, 50],
    ['stare', 'angry', 'none', 'teeth'],
    'beads',
  ),
  moneybags: cog('cb', 'stout', 1.08, 'glove', '#cdb076', ['sack', 32, 60], ['round', 'thick', 'bulb', 'grin'], 'rope'),
  loanshark: cog('cb', 'tall', 1.04, 'claw', '#7fa6b8', ['shark', 25, 56], ['slit', 'none', 'snout', 'teeth'], 'fin'),
  robberbaron: cog(
    'cb',
    'tall',
    1.08,
    'long',
    '#e0b48e',
    ['tall', 20, 50],
    ['mask', 'none', 'hook', 'moustache'],
    'tophat',
  ),

  coldcaller: cog(
    'sb',
    'stout',
    0.86,
    'glove',
    '#5b7fe0',
    ['box', 20, 42],
    ['slit', 'angry', 'button', 'frown'],
    'bald',
  ),
  telemarketer: cog(
    'sb',
    'slim',
    0.98,
    'long',
    '#e0a898',
    ['drop', 20, 58],
    ['tired', 'worried', 'long', 'small'],
    'headset',
  ),
  namedropper: cog(
    'sb',
    'slim',
    1.04,
    'glove',
    '#d9c0e0',
    ['bean', 23, 48],
    ['glasses', 'arched', 'button', 'lips'],
    'curl',
  ),
  gladhander: cog(
    'sb',
    'stout',
    1,
    'fist',
    '#f0b98c',
    ['round', 26, 46],
    ['round', 'arched', 'bulb', 'grin'],
    'sides',
    true,
  ),
  movershaker: cog(
    'sb',
    'tall',
    0.98,
    'fist',
    '#b5a294',
    ['hex', 27, 50],
    ['stare', 'worried', 'bulb', 'teeth'],
    'cracks',
  ),
  twoface: cog('sb', 'tall', 1.02, 'long', '#e6c3b6', ['tall', 24, 50], ['round', 'angry', 'long', 'double'], 'halves'),
  themingler: cog(
    'sb',
    'slim',
    1.14,
    'long',
    '#9fc48a',
    ['egg', 21, 48],
    ['tired', 'arched', 'button', 'lips'],
    'long',
  ),
  mrhollywood: cog(
    'sb',
    'tall',
    1.12,
    'glove',
    '#eab487',
    ['box', 23, 48],
    ['shades', 'none', 'button', 'grin'],
    'pompadour',
  ),
};
