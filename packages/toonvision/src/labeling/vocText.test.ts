// What is written can be read by what reads the user's own annotations.
import { describe, expect, it } from 'vitest';
import { parseVoc } from '../annotations/index.ts';
import { vocText } from './vocText.ts';

describe('vocText', () => {
  it('is read back as it was drawn, whatever signs a name has', () => {
    const objects = [
      { label: 'cog_bb_flunky', box: { xmin: 0, ymin: 3, xmax: 40, ymax: 90 } },
      { label: 'a<b & c>"d"', box: { xmin: 12, ymin: 13, xmax: 14, ymax: 15 } },
    ];
    const text = vocText('screenshots/a & b/x<1>.png', { width: 120, height: 90 }, objects);
    const read = parseVoc(text, 'x.xml');
    expect(read.objects.map(({ name, box }) => ({ label: name, box }))).toEqual(objects);
    expect(read.errors).toEqual([]);
    expect(read.objects.map(({ truncated }) => truncated)).toEqual([true, false]);
  });
});
