// Files of the web export: a page that classifies images, the model, and its labels.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFiles, type Sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';
import type { Labels } from '../page/index.ts';
import type { Run } from '../training/index.ts';

/** Same relative path from src/ and dist/. */
const PAGE = fileURLToPath(new URL('../../build/web', import.meta.url));

/** Creates the files of the web export, by path. */
export async function webFiles(model: Sequential, { name, record }: Run): Promise<Record<string, string | Uint8Array>> {
  const { target, classes, classNames, input } = record.config;
  const { height, width, fit, interpolation } = input;
  const labels: Labels = { run: name, target, classes, classNames, input: { height, width, fit, interpolation } };
  const { modelJson, weights } = modelFiles(model);
  const page = await readdir(PAGE, { recursive: true, withFileTypes: true }).catch(() => {
    throw new UserError('the page has not been built', {
      where: PAGE,
      remedy: 'Run `npm run build` in the repository.',
    });
  });
  const files: Record<string, string | Uint8Array> = {
    'web/model.json': modelJson,
    'web/weights.safetensors': weights,
    'web/labels.json': `${JSON.stringify(labels, null, 2)}\n`,
  };
  for (const entry of page) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[`web/${path.slice(PAGE.length + 1).replaceAll('\\', '/')}`] = await readFile(path);
  }
  return files;
}
