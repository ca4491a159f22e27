// A Cog's body: legs, jacket with shirt, tie and medallion, arms and hands.

import { darker } from '../color.ts';
import type { Pose } from '../pose.ts';
import { ball, circle, group, line, path, polygon, rect, solid } from '../svg.ts';
import type { Suit } from '../townCounts.ts';
import type { Figure } from './builds.ts';
import { clothPiece, suitLooks } from './suits.ts';

export type Hand = 'glove' | 'claw' | 'fist' | 'long';

export interface Dress {
  suit: Suit;
  figure: Figure;
  hand: Hand;
  skin: string;
  tie: string;
  /** Where the tie is a bow. */
  bow: boolean;
}

/** A hand hanging from (0, 0) downwards. */
function handShape(hand: Hand, skin: string, width: number): string {
  const w = width + 1;
  switch (hand) {
    case 'claw':
      return solid(
        `M${-w * 0.8} 0 L${w * 0.8} 0 L${w} 7 L${w * 0.9} 17 L${w * 0.45} 9 L${w * 0.2} 19 L${-w * 0.2} 9 L${-w * 0.6} 17 L${-w} 7 Z`,
        skin,
      );
    case 'fist':
      return (
        ball(0, 7.5, w * 1.25, 8.5, skin) +
        line(`M${-w * 0.5} 10 h${w * 1.2} M${-w * 0.5} 7 h${w * 1.1}`, darker(skin, 0.4), 0.8)
      );
    case 'long':
      return (
        solid(`M${-w * 0.7} 0 L${w * 0.7} 0 Q${w} 8 ${w * 0.5} 20 Q0 24 ${-w * 0.4} 19 L${-w} 12 Z`, skin) +
        line(`M0 10 V20`, darker(skin, 0.4), 0.7)
      );
    case 'glove':
      return (
        ball(0, 8, w * 1.02, 8.8, skin) +
        ball(-w * 0.85, 6, w * 0.36, 4.6, skin, 0.8) +
        line(`M${w * 0.1} 10 v6 M${w * 0.55} 9 v6`, darker(skin, 0.35), 0.8)
      );
  }
}

function arm(dress: Dress, shoulder: number, elbow: number, tone: number): string {
  const { figure, suit, hand, skin } = dress;
  const w = figure.armWidth;
  const half = figure.arm / 2;
  const upper = clothPiece(
    `M${-w * 1.08} 0 Q${-w} -10 0 -10 Q${w} -10 ${w * 1.08} 0 L${w * 0.95} ${half} Q0 ${half + w * 0.9} ${-w * 0.95} ${half} Z`,
    suit,
    tone,
  );
  const lower = clothPiece(
    `M${-w * 0.95} 0 Q0 ${-w * 1.3} ${w * 0.95} 0 L${w} ${half - 6} L${-w} ${half - 6} Z`,
    suit,
    tone,
  );
  const cuff = rect(-w * 0.9, half - 6.5, w * 1.8, 4.5, suitLooks[suit].shirt, 1, {
    stroke: '#00000055',
    strokeWidth: 0.7,
  });
  const forearm = group(group(handShape(hand, skin, w * 0.8), { y: half - 2 }) + cuff + lower, {
    y: half,
    turn: elbow,
  });
  return group(forearm + upper, { turn: shoulder });
}

function leg(dress: Dress, hip: number, knee: number, side: number, tone: number): string {
  const { figure, suit } = dress;
  const w = figure.legWidth;
  const half = figure.leg / 2;
  const shoe = suitLooks[suit].shoe;
  const foot =
    side === 0
      ? solid(`M${-w - 1} -2 Q${-w - 3} 7 ${-w - 1} 7 L${w + 1} 7 Q${w + 3} 7 ${w + 1} -2 Q0 -7 ${-w - 1} -2 Z`, shoe)
      : solid(`M${-w} -4 L${-w - 1} 7 L${w + 6 + 6 * side} 7 Q${w + 8 + 6 * side} 1 ${w + 1} -2 Z`, shoe);
  const shin = clothPiece(`M${-w} -2 L${w} -2 L${w + 1.2} ${half - 2} L${-w - 1.2} ${half - 2} Z`, suit, tone);
  const thigh = clothPiece(`M${-w - 1} -6 L${w + 1} -6 L${w} ${half + 2} L${-w} ${half + 2} Z`, suit, tone);
  return group(group(group(foot, { y: half - 6, turn: -hip - knee }) + shin, { y: half, turn: knee }) + thigh, {
    turn: hip,
  });
}

function legs(dress: Dress, { view, stride }: Pose): string {
  const { figure } = dress;
  const gap = Math.max(figure.legWidth + 1, figure.hem * 0.5) * (1 - 0.8 * view.turn);
  const swing = stride * (5 + 19 * view.turn);
  const bend = (angle: number): number => (view.turn === 0 ? 0 : angle > 0 ? angle * 0.6 : 4);
  const side = view.back ? 0 : view.turn;
  // In a back view the feet point away, so only their heels show.
  const far = group(leg(dress, -swing, bend(swing), side, -0.22), { x: gap, y: -figure.leg });
  const near = group(leg(dress, swing, bend(-swing), side, -0.1), { x: -gap, y: -figure.leg });
  return far + near;
}

/** The outline of the jacket. */
function jacketOutline(figure: Figure, turn: number): string {
  const top = -figure.leg - figure.torso;
  const bottom = -figure.leg + 12;
  const k = 1 - 0.34 * turn;
  const s = figure.shoulder * k;
  const front = figure.waist + (figure.depth - figure.waist) * turn;
  const backWaist = front * (1 - 0.12 * turn);
  const h = figure.hem + (figure.depth * 0.92 - figure.hem) * turn;
  const belly = figure.depth > 30 ? top + figure.torso * 0.66 : top + figure.torso * 0.6;
  return (
    `M${-s * 0.45} ${top - 3} L${s * 0.45} ${top - 3} Q${s} ${top - 1} ${s + 2} ${top + 9} ` +
    `Q${front * 1.02 + 1} ${top + figure.torso * 0.3} ${front} ${belly} L${h} ${bottom} ` +
    `Q0 ${bottom + 4} ${-h} ${bottom} L${-backWaist} ${belly} Q${-front * 1.02 - 1} ${top + figure.torso * 0.3} ${-s - 2} ${top + 9} Q${-s} ${top - 1} ${-s * 0.45} ${top - 3} Z`
  );
}

function jacketFront(dress: Dress, turn: number): string {
  const { figure, suit, tie, bow } = dress;
  const look = suitLooks[suit];
  const top = -figure.leg - figure.torso;
  const bottom = -figure.leg + 12;
  const wide = figure.depth > 30 ? figure.waist : figure.shoulder;
  const center = turn * wide * 0.62;
  const v = figure.shoulder * (0.5 - 0.16 * turn);
  const deep = top + figure.torso * 0.56;
  const shirt = polygon(
    [
      [center - v, top - 5],
      [center + v, top - 5],
      [center, deep],
    ],
    look.shirt,
  );
  const knot: string = bow
    ? polygon(
        [
          [center - 9, top - 3],
          [center, top + 1],
          [center + 9, top - 3],
          [center + 9, top + 8],
          [center, top + 4],
          [center - 9, top + 8],
        ],
        tie,
        { stroke: darker(tie, 0.5), strokeWidth: 0.8 },
      ) + circle(center, top + 2.5, 2.6, darker(tie, 0.2))
    : path(
        `M${center - 4} ${top - 2} L${center + 4} ${top - 2} L${center + 2.4} ${top + 5} L${center + 5} ${deep - 9} L${center} ${deep - 1} L${center - 5} ${deep - 9} L${center - 2.4} ${top + 5} Z`,
        tie,
        { stroke: darker(tie, 0.5), strokeWidth: 0.8 },
      );
  const lapel = (side: number): string => {
    const x = (u: number): number => center + side * u;
    const d = `M${x(v * 0.85)} ${top - 5} L${x(v + 7)} ${top + 12} L${x(v + 2)} ${top + 16} L${x(v + 4)} ${top + 19} L${x(0)} ${deep + 4} Z`;
    return clothPiece(d, suit, 0.12);
  };
  const buttons = [0.66, 0.8].map((share) =>
    circle(center + 2.5, top + figure.torso * share + 4, 1.9, look.shoe, { stroke: '#ffffff55', strokeWidth: 0.5 }),
  );
  const edge = line(
    `M${center} ${deep + 2} Q${center + 2 + turn * 2} ${(deep + bottom) / 2} ${center + 1} ${bottom}`,
    darker(look.cloth, 0.6),
    1.2,
  );
  const pocketX = center + wide * 0.52;
  const pocket =
    turn === 1
      ? ''
      : polygon(
          [
            [pocketX - 5, top + 20],
            [pocketX - 3, top + 14],
            [pocketX, top + 18],
            [pocketX + 3, top + 14],
            [pocketX + 5, top + 20],
          ],
          look.shirt,
        );
  const flaps = [-1, 1].map((side) =>
    line(`M${center + side * wide * 0.36} ${bottom - 16} h${side * wide * 0.3}`, darker(look.cloth, 0.6), 2.4),
  );
  const badgeX = center - Math.max(11, figure.shoulder * (turn === 1 ? 0.62 : 0.48));
  const badge = group(look.medallion, {
    x: badgeX,
    y: top + figure.torso * 0.34,
    scaleX: 1.15 - 0.3 * turn,
    scaleY: 1.15,
  });
  return shirt + knot + lapel(-1) + lapel(1) + edge + buttons.join('') + pocket + flaps.join('') + badge;
}

function jacketBack(dress: Dress): string {
  const { figure, suit } = dress;
  const top = -figure.leg - figure.torso;
  const dark = darker(suitLooks[suit].cloth, 0.6);
  const collar = clothPiece(
    `M${-figure.shoulder * 0.5} ${top - 5} Q0 ${top + 5} ${figure.shoulder * 0.5} ${top - 5} L${figure.shoulder * 0.62} ${top + 2} Q0 ${top + 15} ${-figure.shoulder * 0.62} ${top + 2} Z`,
    suit,
    0.1,
  );
  return (
    line(`M0 ${top + 8} V${-figure.leg + 12}`, dark, 1.1) + collar + line(`M-12 ${-figure.leg - 12} h24`, dark, 1.6)
  );
}

/** The body from feet to collar; the head is put on top by the caller. */
export function cogBody(dress: Dress, pose: Pose): string {
  const { figure, suit } = dress;
  const { turn, back } = pose.view;
  const shoulderY = -figure.leg - figure.torso + 11;
  const reach = (figure.shoulder + figure.armWidth * (figure.depth > 30 ? 0.25 : -0.25)) * (1 - 0.86 * turn);
  const outline = jacketOutline(figure, turn);
  const jacket =
    clothPiece(outline, suit) +
    `<clipPath id="jacket"><path d="${outline}"/></clipPath><g clip-path="url(#jacket)">${back ? jacketBack(dress) : jacketFront(dress, turn)}</g>`;
  const [left, right] = pose.arms;
  // Side on, arms swing to and fro with the step; else they hang a little away from the body.
  const swing = turn === 1 ? pose.stride * 26 : 0;
  const belly = figure.depth > 30 && turn < 1 ? 16 : 4;
  const nearArm = group(
    arm(
      dress,
      (turn === 1 ? -left[0] * 0.7 : left[0] + belly) - swing,
      turn === 1 ? -Math.abs(left[1]) - 8 : left[1],
      0.03,
    ),
    { x: -reach, y: shoulderY },
  );
  const farArm = group(
    arm(
      dress,
      (turn === 1 ? -right[0] * 0.7 : -right[0] - belly) + swing,
      turn === 1 ? -Math.abs(right[1]) - 8 : -right[1],
      -0.12,
    ),
    { x: reach, y: shoulderY },
  );
  return farArm + legs(dress, pose) + jacket + nearArm;
}
