// The demo town: draws annotated screenshots of six streets full of Cogs and Toons.
export type { Truth, TruthObject } from './annotation.ts';
export { type DrawTownOptions, drawTown, type TownSummary } from './drawTown.ts';
export { decodeRle, encodeRle, type Rle } from './silhouette.ts';
export {
  animalNames,
  entityNames,
  type Street,
  type Suit,
  streetNames,
  streets,
  suitNames,
  suits,
  type TownCount,
  townCounts,
} from './townCounts.ts';
