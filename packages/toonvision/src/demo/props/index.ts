// Props of the streets: furniture, plants and curiosities.
import type { Random } from '../random.ts';
import type { Sprite } from '../svg.ts';
import { curiosities } from './curiosities.ts';
import { furniture } from './furniture.ts';
import { plants } from './plants.ts';

const props = { ...furniture, ...plants, ...curiosities };

export type PropName = keyof typeof props;

/** Draws a prop with random size and colors. */
export const drawProp = (name: PropName, random: Random): Sprite => props[name](random);
