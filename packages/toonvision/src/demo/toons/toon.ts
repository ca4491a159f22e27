// Draws one Toon: a small cheerful animal in shirt and shorts or skirt, with white gloves.
import { darker } from '../color.ts';
import type { Pose } from '../pose.ts';
import type { Random } from '../random.ts';
import { ball, circle, group, line, type Sprite, solid } from '../svg.ts';
import { type AnimalSpec, animals, clothes, furs } from './animals.ts';
import { toonHead } from './head.ts';

export interface ToonLook {
  fur: string;
  shirt: string;
  shorts: string;
  skirt: boolean;
  size: number;
}

/** Colors and size of one Toon. */
export function randomToonLook(random: Random): ToonLook {
  return {
    fur: random.pick(furs),
    shirt: random.pick(clothes),
    shorts: random.pick(clothes),
    skirt: random.chance(0.4),
    size: random.range(0.9, 1.12),
  };
}

function limb(length: number, width: number, color: string, end: string): string {
  return (
    group(end, { y: length }) +
    solid(`M${-width} 0 Q0 ${-width * 1.4} ${width} 0 L${width * 0.85} ${length} L${-width * 0.85} ${length} Z`, color)
  );
}

function tail({ tail: kind, leg, belly }: AnimalSpec, fur: string, turn: number): string {
  if (kind === 'none') return '';
  const x = -belly * (0.5 + 0.4 * turn);
  const y = -leg - 8;
  const tone = darker(fur, 0.12);
  switch (kind) {
    case 'stub':
    case 'puff':
      return ball(x - 4, y, 7, 7, kind === 'puff' ? '#fbf6ee' : tone);
    case 'bush':
      return solid(
        `M${x + 4} ${y} Q${x - 26} ${y - 14} ${x - 24} ${y + 12} Q${x - 8} ${y + 14} ${x + 4} ${y + 6} Z`,
        tone,
      );
    case 'croc':
      return solid(
        `M${x + 8} ${y - 8} Q${x - 26} ${y + 2} ${x - 38} ${y + leg + 4} Q${x - 10} ${y + leg + 2} ${x + 8} ${y + 10} Z`,
        tone,
      );
    case 'curl':
      return line(`M${x} ${y} q-22 6 -24 -10 q2 -14 12 -8 q4 7 -4 8`, tone, 3.4);
    case 'long':
      return line(`M${x} ${y} q-18 4 -20 -14 q-1 -12 -8 -14`, tone, 5);
  }
}

/** The Toon animal called `name` (as in the labels, `cat`) in `pose`. */
export function drawToon(name: string, pose: Pose, look: ToonLook): Sprite {
  const animal = animals[name];
  if (animal === undefined) throw new RangeError(`no Toon animal is called ${name}`);
  const { turn, back, mirror } = pose.view;
  const { leg, torso, belly } = animal;
  const top = -leg - torso;
  const swing = pose.stride * (6 + 22 * turn);
  const shoe = solid(
    turn === 0 ? 'M-10 -3 Q-12 6 -9 6 L9 6 Q12 6 10 -3 Q0 -10 -10 -3 Z' : 'M-7 -4 Q-9 6 -6 6 L15 6 Q17 -2 4 -5 Z',
    darker(look.shorts, 0.35),
  );
  const gap = belly * 0.5 * (1 - 0.7 * turn);
  const legAt = (side: number): string =>
    group(limb(leg - 4, 6, look.fur, shoe), { x: side * gap, y: -leg, turn: side < 0 ? swing : -swing });
  const k = 1 - 0.18 * turn;
  const shirt = solid(
    `M${-belly * 0.62 * k} ${top} Q0 ${top - 5} ${belly * 0.62 * k} ${top} Q${belly * 1.12 * k} ${top + torso * 0.5} ${belly * k} ${-leg - 10} Q0 ${-leg - 4} ${-belly * k} ${-leg - 10} Q${-belly * 1.12 * k} ${top + torso * 0.5} ${-belly * 0.62 * k} ${top} Z`,
    look.shirt,
  );
  const wide = belly * k * (look.skirt ? 1.35 : 1.02);
  const shorts = solid(
    `M${-belly * 0.96 * k} ${-leg - 13} Q0 ${-leg - 8} ${belly * 0.96 * k} ${-leg - 13} L${wide} ${-leg + 6} Q0 ${-leg + (look.skirt ? 10 : 4)} ${-wide} ${-leg + 6} Z`,
    look.shorts,
  );
  const buttons = back
    ? ''
    : [0.3, 0.55]
        .map((share) => circle(turn * belly * 0.6, top + torso * share, 1.8, darker(look.shirt, 0.45)))
        .join('');
  const glove = ball(0, 6, 7.5, 7.5, '#fbfaf4') + ball(-6, 4, 3, 4, '#fbfaf4', 0.8);
  const armAt = (side: number): string => {
    const [shoulder, elbow] = pose.arms[side < 0 ? 0 : 1];
    const angle =
      turn === 1 ? -shoulder * 0.6 - side * pose.stride * 28 : -side * (shoulder + 14 + Math.abs(elbow) * 0.2);
    return group(
      limb(torso * 0.62, 5, look.fur, glove) +
        solid(`M-6.5 0 Q0 -10 6.5 0 L7 ${torso * 0.26} L-7 ${torso * 0.26} Z`, look.shirt),
      { x: side * belly * 0.72 * (1 - 0.75 * turn), y: top + 6, turn: angle },
    );
  };
  const head = group(toonHead(animal, look.fur, turn, back), { x: turn * 3, y: top + 3, turn: pose.tilt });
  const rear = tail(animal, look.fur, turn);
  const whole =
    (back ? '' : rear) +
    armAt(1) +
    legAt(1) +
    legAt(-1) +
    shorts +
    shirt +
    (back ? rear : '') +
    buttons +
    armAt(-1) +
    head;
  const half = (belly + torso + 48) * look.size;
  return {
    svg: group(whole, { scaleX: look.size * (mirror ? -1 : 1), scaleY: look.size }),
    left: -half,
    right: half,
    top: (top - animal.h * 2.1 - 14) * look.size,
    bottom: 12 * look.size,
  };
}
