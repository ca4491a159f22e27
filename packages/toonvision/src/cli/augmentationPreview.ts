// `toonvision inspect --augmentation n`: writes the sheet of augmented pictures and says where it is.
import type { Project } from '../config/index.ts';
import type { Context } from './context.ts';

interface Asked {
  augmentation: number;
  model: string;
  target?: string;
  sample?: readonly string[];
  seed: number;
  theme: 'light' | 'dark';
  json: boolean;
}

export async function previewAugmentation({ terminal, signal }: Context, project: Project, asked: Asked) {
  const { augmentationSheet } = await import('../inspect/index.ts');
  const { findModel } = await import('../models/index.ts');
  const { build, name } = await findModel(asked.model);
  const sheet = await augmentationSheet({
    project,
    model: build,
    modelName: name,
    target: asked.target,
    samples: asked.sample,
    variants: asked.augmentation,
    seed: asked.seed,
    theme: asked.theme,
    signal,
  });
  if (asked.json) terminal.printJson(sheet);
  else {
    const rows = sheet.samples.length === 1 ? 'one sample' : `${sheet.samples.length} samples`;
    terminal.print(`${rows} as ${name} sees them in epochs 1 to ${sheet.variants}: ${project.directory}/${sheet.file}`);
  }
}
