// `toonvision demo`: draws a town of annotated screenshots as a demo project.

import { buildCommand } from '@stricli/core';
import { count, duration } from '../format/index.ts';
import { jsonFlag, positiveNumber, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';

interface Flags {
  seed: number;
  scale: number;
  json: boolean;
}

export const demoCommand = buildCommand<Flags, [string], Context>({
  async func({ seed, scale, json }, directory) {
    const { drawTown } = await import('../demo/index.ts');
    const progress = this.terminal.progress({ label: 'Drawing the town', unit: 'screenshots', transient: json });
    const { signal } = this;
    const town = await drawTown(directory, { seed, scale, signal, onProgress: progress.update });
    progress.drop();
    if (json) {
      this.terminal.printJson({ directory, seed, scale, ...town });
      return;
    }
    this.terminal.print(
      `Drew ${count(town.screenshots)} screenshots with ${count(town.cogs)} Cogs and ${count(town.toons)} Toons in ` +
        `${Object.keys(town.streets).length} streets into ${directory} (${duration(town.seconds)}).`,
    );
    this.terminal.print(`Next: ${commandName} extract --project ${directory}`);
  },
  parameters: {
    flags: {
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '7',
        brief: 'Seed of the drawing',
        placeholder: 'n',
      },
      scale: {
        kind: 'parsed',
        parse: positiveNumber(100),
        default: '1',
        brief: 'Fraction of the 862 Cogs and 173 Toons to draw',
        placeholder: 'f',
      },
      json: jsonFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'New folder', parse: text, placeholder: 'dir' }],
    },
  },
  docs: {
    brief: 'Create a demo project: a drawn town of annotated screenshots',
    fullDescription: `Draws screenshots of a town, with a labelImg file next to each, and writes a toonvision.config.ts. The number of Cogs and
Toons of each kind on each street equals that of the original dataset. The same seed draws the same images.

Examples:
  toonvision demo demo-town
  toonvision demo small-town --scale 0.1 --seed 3`,
  },
});
