// Appearance of the four suits: cloth, pattern, shirt, tie and the medallion on the chest.

import { darker, lighter } from '../color.ts';
import { circle, line, path, polygon, rect } from '../svg.ts';
import type { Suit } from '../townCounts.ts';

export interface SuitLook {
  cloth: string;
  /** The color of the pattern's lines. */
  stripe: string;
  shirt: string;
  ties: readonly string[];
  shoe: string;
  /** One tile of the pattern: `size` units wide and high, `turn` degrees. */
  pattern: { width: number; height: number; turn: number; tile: string };
  /** The medallion, about 8 units wide, around (0, 0). */
  medallion: string;
}

export const suitLooks: Readonly<Record<Suit, SuitLook>> = {
  bb: {
    cloth: '#5e4028',
    stripe: '#a98253',
    shirt: '#e9dcc0',
    ties: ['#8c2f26', '#b0752c', '#3e2a1c'],
    shoe: '#2a1c12',
    // Wide single chalk stripes.
    pattern: { width: 9, height: 9, turn: 0, tile: rect(0, 0, 1.5, 9, '#b58f60') },
    // A bronze disc with a bow tie.
    medallion:
      circle(0, 0, 5.2, '#c98f3c', { stroke: '#5a3812', strokeWidth: 1 }) +
      polygon(
        [
          [-3.4, -2.4],
          [0, 0],
          [3.4, -2.4],
          [3.4, 2.4],
          [0, 0],
          [-3.4, 2.4],
        ],
        '#5a3812',
      ),
  },
  lb: {
    cloth: '#2d3556',
    stripe: '#7f8dbd',
    shirt: '#e8ebf2',
    ties: ['#31447e', '#7d2434', '#59657c'],
    shoe: '#14161f',
    // Narrow stripes in pairs.
    pattern: { width: 6, height: 6, turn: 0, tile: rect(0, 0, 0.8, 6, '#8995c2') + rect(2, 0, 0.6, 6, '#6d79a8') },
    // A silver shield with a pair of scales.
    medallion:
      path('M-4.6 -5 L4.6 -5 L4.6 1 Q4 4.6 0 6.2 Q-4 4.6 -4.6 1 Z', '#c9d3e6', { stroke: '#2b3556', strokeWidth: 1 }) +
      line('M0 -3.4 V3.2 M-3 -2.2 H3 M-3 -2 v2 M3 -2 v2', '#2b3556', 0.9),
  },
  cb: {
    cloth: '#2f4a38',
    stripe: '#7fa27f',
    shirt: '#e6ecdd',
    ties: ['#2f6b44', '#c2a23a', '#26332b'],
    shoe: '#141b16',
    // A window-pane check.
    pattern: { width: 8, height: 8, turn: 0, tile: rect(0, 0, 0.9, 8, '#86aa84') + rect(0, 0, 8, 0.9, '#86aa84') },
    // A gold coin with a hole.
    medallion:
      circle(0, 0, 5.4, '#e0c04c', { stroke: '#5c4a12', strokeWidth: 1 }) +
      circle(0, 0, 3.9, 'none', { stroke: '#8d7424', strokeWidth: 0.7 }) +
      rect(-1.5, -1.5, 3, 3, '#2f4a38'),
  },
  sb: {
    cloth: '#5a2a32',
    stripe: '#a9666a',
    shirt: '#f0e2e0',
    ties: ['#c33a44', '#4a3a8a', '#2c1418'],
    shoe: '#22110f',
    // Slanting stripes.
    pattern: { width: 6.5, height: 6.5, turn: 32, tile: rect(0, 0, 1.1, 6.5, '#b06c70') },
    // A copper star.
    medallion: polygon(
      [
        [0, -6],
        [1.6, -1.9],
        [6, -1.8],
        [2.5, 0.9],
        [3.7, 5.2],
        [0, 2.7],
        [-3.7, 5.2],
        [-2.5, 0.9],
        [-6, -1.8],
        [-1.6, -1.9],
      ],
      '#e58a5a',
      { stroke: '#5f1f1a', strokeWidth: 0.9 },
    ),
  },
};

/** The definitions that a Cog in `suit` needs: the cloth's pattern as `url(#cloth)`. */
export function suitDefs(suit: Suit): string {
  const { pattern } = suitLooks[suit];
  const turned = pattern.turn === 0 ? '' : ` patternTransform="rotate(${pattern.turn})"`;
  return `<pattern id="cloth" width="${pattern.width}" height="${pattern.height}" patternUnits="userSpaceOnUse"${turned}>${pattern.tile}</pattern>`;
}

/** A piece of the suit: cloth, its pattern, then light and shade. */
export function clothPiece(d: string, suit: Suit, tone = 0): string {
  const base = suitLooks[suit].cloth;
  const cloth = tone < 0 ? darker(base, -tone) : lighter(base, tone);
  return (
    path(d, cloth, { stroke: darker(base, 0.62), strokeWidth: 1.1 }) +
    path(d, 'url(#cloth)', { opacity: 0.75 }) +
    path(d, 'url(#lit)')
  );
}
