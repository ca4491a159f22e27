// Everything on a Cog's head: hair or a hat.
import type { GearDrawing, GearPlace } from './gearPlace.ts';
import { drawHair, HAIR_STYLES, type Hair } from './hair.ts';
import { drawHat, type Hat } from './hats.ts';

export type Gear = Hair | Hat;

const hairStyles: ReadonlySet<string> = new Set(HAIR_STYLES);
const isHair = (gear: Gear): gear is Hair => hairStyles.has(gear);

export const drawGear = (gear: Gear, place: GearPlace): GearDrawing =>
  isHair(gear) ? drawHair(gear, place) : drawHat(gear, place);
