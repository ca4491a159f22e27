// Trains once for each street with that street as the test side, and once on the mixed split; prints a table of the streets.
// node examples/leave-one-street-out/streets.ts [epochs]
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  builtInModels,
  ensureEvaluation,
  foldsFolder,
  loadConfig,
  type Prediction,
  readRun,
  trainRun,
  wilsonInterval,
} from 'toonvision';

const project = await loadConfig(fileURLToPath(new URL('.', import.meta.url)));
const [, , epochs = '100'] = process.argv;

/** Predictions of the test side; a run that is there already is taken as it is. */
async function predictionsOf(name: string, fold?: string): Promise<readonly Prediction[]> {
  const run = await readRun(project, name).catch(() => {
    console.error(`training ${name} ...`);
    return trainRun({
      ...{ project, name, fold, epochs: Number(epochs) },
      ...{ model: builtInModels.tuned, modelName: 'tuned' },
    });
  });
  const { predictions } = await ensureEvaluation({ project, run, split: 'test', reason: 'leave-one-street-out' });
  return predictions;
}

const percent = (share: number) => `${(share * 100).toFixed(1).padStart(5)}%`;
function score(predictions: readonly Prediction[]): string {
  const right = predictions.filter((one) => one.true === one.predicted).length;
  const { low, high } = wilsonInterval(right, predictions.length);
  const wrong = `${predictions.length - right} of ${predictions.length}`.padStart(10);
  return `${wrong} wrong  ${percent(right / predictions.length)} [${percent(low)}, ${percent(high)}]`;
}

const folds = (await readdir(foldsFolder(project)).catch(() => []))
  .map((file) => basename(file, '.json'))
  .filter((fold) => fold.startsWith('street-'));
if (folds.length === 0) {
  console.error('There is no split for each street yet: run `toonvision split --leave-out street` first.');
  process.exit(1);
}
const mixed = await predictionsOf('mixed');
const held: Prediction[] = [];
console.log('street  never seen in training                      some of it seen in training');
for (const fold of folds.sort()) {
  const street = fold.replace('street-', '');
  const unseen = await predictionsOf(fold, fold);
  held.push(...unseen);
  console.log(
    `${street.padEnd(6)} ${score(unseen)}  ${score(mixed.filter((one) => one.provenance?.street === street))}`,
  );
}
console.log(`${'all'.padEnd(6)} ${score(held)}  ${score(mixed)}`);
