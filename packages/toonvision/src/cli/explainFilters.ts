// `toonvision explain --features`, `--filters` and `--patterns`: what the layers of a model respond to.
import { join } from 'node:path';
import type { ExplainRequest } from './explainFlags.ts';
import { filterLines } from './explainText.ts';

/** Draws the activations of a layer for the named images. */
export async function drawFeatures(
  { context, project, run, flags, out, names }: ExplainRequest,
  layer: string,
): Promise<void> {
  const room = await import('../explain/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const { writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const model = await loadRunModel(run);
  room.findSpatialLayer(model, layer);
  const { wrong, leastConfident, split } = flags;
  const subjects = await room.selectSubjects({ project, run, names, wrong, leastConfident, split, signal });
  if (subjects.length === 0) {
    throw new UserError('no picture is given', { remedy: 'Name one or more after the run.', exitCode: 2 });
  }
  const written: string[] = [];
  for (const { name, file } of subjects) {
    if (signal.aborted) break;
    const { pixels } = await room.loadImage(file, run.record.config.input);
    const found = await room.featureMaps(model, pixels, layer);
    const path = join(out, `features-${layer}-${room.fileStem(name)}.png`);
    await writeFileAtomic(path, await room.featureSheet(found, { title: name, colors: flags.colours }));
    written.push(path);
  }
  if (flags.json) return terminal.printJson({ run: run.name, layer, files: written });
  for (const path of written) terminal.print(`Written: ${path}`);
}

/** Draws the first layer's filters, and counts on how many images of the split each is active. */
export async function drawFilters({ context, project, run, flags, out }: ExplainRequest): Promise<void> {
  const room = await import('../explain/index.ts');
  const { writeJson, writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const model = await loadRunModel(run);
  const sheet = await room.filterSheet(room.firstFilters(model));
  const subjects = await room.readSplitSubjects(project, run, flags.split);
  const progress = terminal.progress({ label: 'Watching filters', unit: 'pictures', transient: flags.json });
  const use = await room.measureFilterUse(model, run.record.config, subjects, { signal, onProgress: progress.update });
  progress.end();
  await writeFileAtomic(join(out, 'filters.png'), sheet);
  await writeJson(join(out, 'filters.json'), { format: 1, run: run.name, split: flags.split, filters: use });
  if (flags.json) return terminal.printJson({ run: run.name, split: flags.split, filters: use });
  for (const line of filterLines(use)) terminal.print(line);
  terminal.print(`\nWritten: ${join(out, 'filters.png')}, filters.json`);
}

/** Draws inputs that maximize the activation of a layer's filters. */
export async function drawPatterns({ context, run, flags, out }: ExplainRequest, layer: string): Promise<void> {
  const room = await import('../explain/index.ts');
  const { writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const found = await room.filterPatterns(await loadRunModel(run), layer, { seed: flags.seed, signal });
  signal.throwIfAborted();
  const path = join(out, `patterns-${layer}.png`);
  await writeFileAtomic(path, await room.patternSheet(layer, found));
  if (flags.json) {
    const filtersFound = found.map(({ filter, before, after }) => ({ filter, before, after }));
    return terminal.printJson({ run: run.name, layer, seed: flags.seed, filters: filtersFound, file: path });
  }
  terminal.print(`Written: ${path}`);
}
