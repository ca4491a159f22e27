// `toonvision inspect --augmentation n`: writes a contact sheet of augmented samples.
import type { Project } from '../config/index.ts';
import { plural } from '../format/index.ts';
import type { Context } from './context.ts';

interface PreviewFlags {
  augmentation: number;
  model: string;
  target?: string;
  sample?: readonly string[];
  seed: number;
  theme: 'light' | 'dark';
  json: boolean;
}

export async function previewAugmentation({ terminal, signal }: Context, project: Project, flags: PreviewFlags) {
  const { augmentationSheet } = await import('../inspect/index.ts');
  const { findModel } = await import('../models/index.ts');
  const { build, name } = await findModel(flags.model);
  const sheet = await augmentationSheet({
    project,
    model: build,
    modelName: name,
    target: flags.target,
    samples: flags.sample,
    variants: flags.augmentation,
    seed: flags.seed,
    theme: flags.theme,
    signal,
  });
  if (flags.json) terminal.printJson(sheet);
  else {
    const samples = plural(sheet.samples.length, 'sample');
    terminal.print(`Written: ${project.directory}/${sheet.file} (${samples}, ${name}, epochs 1 to ${sheet.variants})`);
  }
}
