// Trains once per street with that street as the test split, and once on the mixed split; prints a table of the streets.
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

/** Predictions on the test split; an existing run is reused. */
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
  const correct = predictions.filter((prediction) => prediction.true === prediction.predicted).length;
  const { low, high } = wilsonInterval(correct, predictions.length);
  const wrong = `${predictions.length - correct} of ${predictions.length}`.padStart(10);
  return `${wrong} wrong  ${percent(correct / predictions.length)} [${percent(low)}, ${percent(high)}]`;
}

const folds = (await readdir(foldsFolder(project)).catch(() => []))
  .map((file) => basename(file, '.json'))
  .filter((fold) => fold.startsWith('street-'));
if (folds.length === 0) {
  console.error('No split per street found; run `toonvision split --leave-out street` first.');
  process.exit(1);
}
const mixed = await predictionsOf('mixed');
const allUnseen: Prediction[] = [];
console.log('street  never seen in training                      some of it seen in training');
for (const fold of folds.sort()) {
  const street = fold.replace('street-', '');
  const unseen = await predictionsOf(fold, fold);
  allUnseen.push(...unseen);
  console.log(
    `${street.padEnd(6)} ${score(unseen)}  ${score(mixed.filter((prediction) => prediction.provenance?.street === street))}`,
  );
}
console.log(`${'all'.padEnd(6)} ${score(allUnseen)}  ${score(mixed)}`);
