// `toonvision explain --features`, `--filters` and `--patterns`: what layers of a model respond to.
import { join } from 'node:path';
import type { ExplainRequest } from './explainFlags.ts';
import { filterLines } from './explainText.ts';

/** Draws the activations of a layer for the named images. */
export async function drawFeatures(
  { context, project, run, flags, out, names }: ExplainRequest,
  layer: string,
): Promise<void> {
  const explain = await import('../explain/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const { writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const model = await loadRunModel(run);
  explain.findSpatialLayer(model, layer);
  const { wrong, leastConfident, split } = flags;
  const subjects = await explain.selectSubjects({ project, run, names, wrong, leastConfident, split, signal });
  if (subjects.length === 0) {
    throw new UserError('at least one image is required', {
      remedy: 'List images after the name of the run.',
      exitCode: 2,
    });
  }
  const written: string[] = [];
  for (const { name, file } of subjects) {
    if (signal.aborted) break;
    const { pixels } = await explain.loadImage(file, run.record.config.input);
    const maps = await explain.featureMaps(model, pixels, layer);
    const path = join(out, `features-${layer}-${explain.fileStem(name)}.png`);
    await writeFileAtomic(path, await explain.featureSheet(maps, { title: name, colors: flags.colors }));
    written.push(path);
  }
  if (flags.json) return terminal.printJson({ run: run.name, layer, files: written });
  for (const path of written) terminal.print(`Written: ${path}`);
}

/** Draws the first layer's filters, and counts on how many images of the split each is active. */
export async function drawFilters({ context, project, run, flags, out }: ExplainRequest): Promise<void> {
  const explain = await import('../explain/index.ts');
  const { writeJson, writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const model = await loadRunModel(run);
  const sheet = await explain.filterSheet(explain.firstFilters(model));
  const subjects = await explain.readSplitSubjects(project, run, flags.split);
  const progress = terminal.progress({ label: 'Measuring filter activity', unit: 'images', transient: flags.json });
  const use = await explain.measureFilterUse(model, run.record.config, subjects, {
    signal,
    onProgress: progress.update,
  });
  progress.end();
  await writeFileAtomic(join(out, 'filters.png'), sheet);
  await writeJson(join(out, 'filters.json'), { format: 1, run: run.name, split: flags.split, filters: use });
  if (flags.json) return terminal.printJson({ run: run.name, split: flags.split, filters: use });
  for (const line of filterLines(use)) terminal.print(line);
  terminal.print(`\nWritten: ${join(out, 'filters.png')}, filters.json`);
}

/** Draws inputs that maximize the activation of a layer's filters. */
export async function drawPatterns({ context, run, flags, out }: ExplainRequest, layer: string): Promise<void> {
  const explain = await import('../explain/index.ts');
  const { writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const patterns = await explain.filterPatterns(await loadRunModel(run), layer, { seed: flags.seed, signal });
  signal.throwIfAborted();
  const path = join(out, `patterns-${layer}.png`);
  await writeFileAtomic(path, await explain.patternSheet(layer, patterns));
  if (flags.json) {
    const filters = patterns.map(({ filter, before, after }) => ({ filter, before, after }));
    return terminal.printJson({ run: run.name, layer, seed: flags.seed, filters, file: path });
  }
  terminal.print(`Written: ${path}`);
}
