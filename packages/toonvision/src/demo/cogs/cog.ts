// Draws one Cog: body, neck, head, face and headgear.
import { darker } from '../color.ts';
import type { Pose } from '../pose.ts';
import { group, rect, type Sprite, solid } from '../svg.ts';
import { cogBody } from './body.ts';
import { figures } from './builds.ts';
import { cast } from './cast.ts';
import { drawFace } from './faces.ts';
import { drawGear } from './headgear.ts';
import { headShapes } from './headShapes.ts';
import { suitDefs, suitLooks } from './suits.ts';

/**
 * The Cog called `entity` (as in the labels, `flunky`) in `pose`.
 *
 * @param tie which of the suit's ties it wears, 0..2
 */
export function drawCog(entity: string, pose: Pose, tie: number): Sprite {
  const spec = cast[entity];
  if (spec === undefined) throw new RangeError(`no Cog is called ${entity}`);
  const figure = figures[spec.build];
  const look = suitLooks[spec.suit];
  const { turn, back, mirror } = pose.view;
  const ties = look.ties;
  const body = cogBody(
    {
      suit: spec.suit,
      figure,
      hand: spec.hand,
      skin: spec.skin,
      tie: ties[tie % ties.length] ?? look.shirt,
      bow: spec.bow,
    },
    pose,
  );
  const place = { w: spec.w, h: spec.h, turn, skin: spec.skin };
  const gear = drawGear(spec.gear, { ...place, back });
  const head =
    (gear.behind ?? '') +
    solid(headShapes[spec.head](spec.w, spec.h), spec.skin, 1.2, 'ball') +
    (back ? '' : drawFace(spec, place)) +
    (gear.front ?? '');
  const top = -figure.leg - figure.torso;
  const lean = turn * (figure.depth > 30 ? 4 : 5) * (back ? 0.5 : 1);
  const neck = rect(-5 + lean * 0.6, top - figure.neck - 4, 10, figure.neck + 8, darker(spec.skin, 0.18), 2);
  const whole = body + neck + group(head, { x: lean, y: top - figure.neck + 1, turn: pose.tilt });
  const height = figure.leg + figure.torso + figure.neck + spec.h * 1.6 + 10;
  const half = Math.max(figure.waist, figure.depth, figure.shoulder, spec.w * 1.4) + figure.arm + 26;
  return {
    svg: group(whole, { scaleX: spec.size * (mirror ? -1 : 1), scaleY: spec.size }),
    defs: suitDefs(spec.suit),
    left: -half * spec.size,
    right: half * spec.size,
    top: -(height + 30) * spec.size,
    bottom: 16 * spec.size,
  };
}
