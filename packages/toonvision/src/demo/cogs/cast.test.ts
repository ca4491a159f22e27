// Tests of the cast: it is complete, and no two Cogs look alike.
import { expect, test } from 'vitest';
import { randomPose } from '../pose.ts';
import { randomOf } from '../random.ts';
import { animals } from '../toons/animals.ts';
import { animalNames, entityNames, townCounts } from '../townCounts.ts';
import { cast } from './cast.ts';
import { drawCog } from './cog.ts';

test('every entity of the table is in the cast, in its suit', () => {
  expect(Object.keys(cast)).toEqual(entityNames);
  for (const [name, { suit }] of Object.entries(cast))
    expect(townCounts.some(({ label }) => label === `cog_${suit}_${name}`)).toBe(true);
  expect(Object.keys(animals)).toEqual(animalNames);
});

test('heads differ by shape, gear or face within each suit', () => {
  const heads = Object.values(cast).map(({ suit, build, head, gear, mouth, eyes }) =>
    [suit, build, head, gear, mouth, eyes].join(),
  );
  expect(new Set(heads).size).toBe(32);
  expect(new Set(Object.values(cast).map(({ gear, head }) => `${gear}/${head}`)).size).toBe(32);
});

test('the same name draws the same pose and the same Cog', () => {
  const draw = (): string => drawCog('flunky', randomPose(randomOf(7, 'a')), 1).svg;
  expect(draw()).toBe(draw());
  expect(draw()).not.toMatch(/NaN|undefined/);
});
