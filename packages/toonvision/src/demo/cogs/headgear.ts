// Everything on a Cog's head, hair or hat: drawn behind the head and in front of it.
import { drawHair, type Hair } from './hair.ts';
import { drawHat, type Hat } from './hats.ts';

export type Gear = Hair | Hat;

/** The head that wears it: half width, height, turn (0, .5, 1 towards the right), seen from behind or not. */
export interface GearPlace {
  w: number;
  h: number;
  turn: number;
  back: boolean;
  skin: string;
}

export interface GearDrawing {
  behind?: string;
  front?: string;
}

const hairs: ReadonlySet<string> = new Set<Hair>([
  'bald',
  'tuft',
  'slick',
  'widow',
  'hood',
  'feathers',
  'wig',
  'curl',
  'sides',
  'long',
  'pompadour',
]);

const isHair = (gear: Gear): gear is Hair => hairs.has(gear);

export const drawGear = (gear: Gear, place: GearPlace): GearDrawing =>
  isHair(gear) ? drawHair(gear, place) : drawHat(gear, place);
