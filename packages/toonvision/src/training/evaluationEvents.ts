// TensorBoard events of an evaluation: confusion matrix and wrong samples as images, metrics as scalars.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { openEventFile, type SummaryValue, TENSOR_BOARD_FOLDER } from '../tensorboard/index.ts';
import type { Evaluation } from './evaluationRecord.ts';
import type { Run } from './runFolder.ts';

/** Maximum number of classes for a readable matrix. */
const MAX_MATRIX_CLASSES = 40;
/** Maximum number of wrong samples on the sheet. */
const MAX_WRONG_SAMPLES = 24;
const TILE = { tileWidth: 120, tileHeight: 160 };

/**
 * Appends to the TensorBoard events of a run, at the step of its best epoch. Does nothing for a run without events,
 * because drawing the images takes longer than the evaluation.
 */
export async function writeEvaluationEvents(
  project: Project,
  run: Run,
  evaluation: Evaluation,
  { images = true }: { images?: boolean } = {},
): Promise<void> {
  const folder = join(run.directory, TENSOR_BOARD_FOLDER);
  if ((await stat(folder).catch(() => undefined)) === undefined) return;
  const values = Object.entries(evaluation.metrics).flatMap(([name, value]): SummaryValue[] =>
    value === null ? [] : [{ tag: `${evaluation.split}/${name}`, scalar: value }],
  );
  if (images) values.push(...(await drawImages(project, evaluation)));
  const file = await openEventFile(folder);
  await file.write({ step: run.record.result?.bestEpoch ?? 0, values });
}

async function drawImages(
  project: Project,
  { split, classes, classNames, wrong, samples, confusion, wrongSamples }: Evaluation,
): Promise<SummaryValue[]> {
  const { confusionHeatmap, renderPng, renderSvg } = await import('../charts/index.ts');
  const { default: sharp } = await import('sharp');
  const name = (label: string) => classNames[label] ?? label;
  const values: SummaryValue[] = [];
  const addImage = async (tag: string, png: Uint8Array) => {
    const { width, height } = await sharp(png).metadata();
    values.push({ tag, image: { width, height, png } });
  };
  if (classes.length <= MAX_MATRIX_CLASSES) {
    const title = `Confusion matrix, ${split}`;
    const subtitle = `${wrong} of ${samples} wrong`;
    const svg = await renderSvg(confusionHeatmap(confusion, { classes: classes.map(name), title, subtitle }));
    await addImage(`${split}/confusionMatrix`, await renderPng(svg, { scale: 1.5 }));
  }
  const { tileSheet, sampleTile } = await import('../sheets/index.ts');
  const tiles = await Promise.all(
    wrongSamples
      .slice(0, MAX_WRONG_SAMPLES)
      .map((sample) => sampleTile(project, sample.file, `${name(sample.true)} > ${name(sample.predicted)}`, TILE)),
  );
  const drawn = tiles.filter((tile) => tile !== undefined);
  if (drawn.length > 0) {
    const title = `${drawn.length} of ${wrong} wrong`;
    await addImage(`${split}/wrongSamples`, await tileSheet(drawn, { title, ...TILE, columns: 8, format: 'png' }));
  }
  return values;
}
