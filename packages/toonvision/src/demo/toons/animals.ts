// Appearance of the heads of the eleven Toon animals.

type Ears = 'round' | 'point' | 'flop' | 'long' | 'side' | 'big' | 'none' | 'deer' | 'horse' | 'pig';
type Muzzle = 'short' | 'whisker' | 'croc' | 'bill' | 'long' | 'snout' | 'ape' | 'buck' | 'tiny';

export interface AnimalSpec {
  /** Half width and height of the head. */
  w: number;
  h: number;
  ears: Ears;
  muzzle: Muzzle;
  tail: 'stub' | 'long' | 'curl' | 'bush' | 'puff' | 'croc' | 'none';
  /** Stretch of the body: short and round to tall and thin. */
  leg: number;
  torso: number;
  belly: number;
}

export const animals: Readonly<Record<string, AnimalSpec>> = {
  bear: { w: 28, h: 44, ears: 'round', muzzle: 'short', tail: 'stub', leg: 20, torso: 44, belly: 25 },
  cat: { w: 28, h: 38, ears: 'point', muzzle: 'whisker', tail: 'long', leg: 24, torso: 36, belly: 18 },
  crocodile: { w: 24, h: 34, ears: 'none', muzzle: 'croc', tail: 'croc', leg: 22, torso: 46, belly: 21 },
  deer: { w: 22, h: 42, ears: 'deer', muzzle: 'long', tail: 'stub', leg: 34, torso: 40, belly: 16 },
  dog: { w: 25, h: 42, ears: 'flop', muzzle: 'long', tail: 'long', leg: 30, torso: 42, belly: 17 },
  duck: { w: 25, h: 40, ears: 'none', muzzle: 'bill', tail: 'bush', leg: 18, torso: 38, belly: 23 },
  horse: { w: 21, h: 54, ears: 'horse', muzzle: 'long', tail: 'bush', leg: 36, torso: 44, belly: 17 },
  monkey: { w: 27, h: 38, ears: 'side', muzzle: 'ape', tail: 'curl', leg: 28, torso: 36, belly: 16 },
  mouse: { w: 24, h: 34, ears: 'big', muzzle: 'tiny', tail: 'curl', leg: 18, torso: 32, belly: 18 },
  pig: { w: 29, h: 40, ears: 'pig', muzzle: 'snout', tail: 'curl', leg: 18, torso: 40, belly: 25 },
  rabbit: { w: 24, h: 40, ears: 'long', muzzle: 'buck', tail: 'puff', leg: 26, torso: 38, belly: 17 },
};

/** Fur, feather and scale colors. */
export const furs = [
  '#e0524a',
  '#e8843c',
  '#f0c23e',
  '#8ccf4a',
  '#3fae62',
  '#3fb9b0',
  '#4a9be0',
  '#5566d8',
  '#8d5bd0',
  '#c25bc4',
  '#ec7fb2',
  '#b57a4a',
  '#8a5a36',
  '#9aa1ac',
  '#f2ead8',
  '#5f6f7c',
] as const;

/** Shirts and shorts. */
export const clothes = [
  '#d8343c',
  '#f0a22e',
  '#f6e04a',
  '#4fbf5a',
  '#2f8f9a',
  '#3a72d8',
  '#6a45c0',
  '#e06aa8',
  '#f4f4f0',
  '#4a4f5c',
  '#7a4a2a',
  '#27506a',
  '#7c2a44',
  '#2c6a46',
] as const;
