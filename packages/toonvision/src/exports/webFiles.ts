// A folder with a page that predicts: the built page, the model, and what its outputs mean.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFiles, type Sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';
import type { Labels } from '../page/index.ts';
import type { Run } from '../training/index.ts';

/** The same place seen from src/ and from dist/. */
const PAGE = fileURLToPath(new URL('../../build/web', import.meta.url));

/** Files by their path below `web/`. */
export async function webFiles(model: Sequential, { name, record }: Run): Promise<Record<string, string | Uint8Array>> {
  const { target, classes, classNames, input } = record.config;
  const { height, width, fit, interpolation } = input;
  const labels: Labels = { run: name, target, classes, classNames, input: { height, width, fit, interpolation } };
  const { modelJson, weights } = modelFiles(model);
  const page = await readdir(PAGE, { recursive: true, withFileTypes: true }).catch(() => {
    throw new UserError('the page was not built', { where: PAGE, remedy: 'Run `npm run build` in the repository.' });
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
