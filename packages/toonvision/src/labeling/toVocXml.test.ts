// Tests of toVocXml.ts: the reader of the user's annotations can read what is written.
import { describe, expect, it } from 'vitest';
import { parseVoc } from '../annotations/index.ts';
import { toVocXml } from './toVocXml.ts';

describe('toVocXml', () => {
  it('round-trips boxes and labels with special characters', () => {
    const objects = [
      { label: 'cog_bb_flunky', box: { xmin: 0, ymin: 3, xmax: 40, ymax: 90 } },
      { label: 'a<b & c>"d"', box: { xmin: 12, ymin: 13, xmax: 14, ymax: 15 } },
    ];
    const text = toVocXml('screenshots/a & b/x<1>.png', { width: 120, height: 90 }, objects);
    const read = parseVoc(text, 'x.xml');
    expect(read.objects.map(({ name, box }) => ({ label: name, box }))).toEqual(objects);
    expect(read.errors).toEqual([]);
    expect(read.objects.map(({ truncated }) => truncated)).toEqual([true, false]);
  });
});
