// The door to the things that stand in the streets.
import type { Random } from '../random.ts';
import type { Sprite } from '../svg.ts';
import { curiosities } from './curiosities.ts';
import { furniture } from './furniture.ts';
import { plants } from './plants.ts';

const props = { ...furniture, ...plants, ...curiosities };

export type PropName = keyof typeof props;

/** Draws one prop; sizes and colors vary with `random`, `snowy` ones carry snow. */
export const drawProp = (name: PropName, random: Random): Sprite => props[name](random);
