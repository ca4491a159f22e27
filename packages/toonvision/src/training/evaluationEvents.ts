// What an evaluation shows in TensorBoard: its confusion matrix and its wrong samples as pictures, its numbers as scalars.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { openEventFile, type SummaryValue, TENSOR_BOARD_FOLDER } from '../tensorboard/index.ts';
import type { Evaluation } from './evaluationRecord.ts';
import type { Run } from './runFolder.ts';

/** Classes up to which a matrix can be read. */
const MOST_CLASSES = 40;
/** Wrong samples on the sheet. */
const SHOWN = 24;
const TILE = { tileWidth: 120, tileHeight: 160 };

/**
 * Appends to what the run told TensorBoard, at the step of its best epoch; does nothing for a run that told nothing. The
 * pictures are drawn only then, because drawing them takes longer than the evaluation.
 */
export async function writeEvaluationEvents(
  project: Project,
  run: Run,
  evaluation: Evaluation,
  { pictures = true }: { pictures?: boolean } = {},
): Promise<void> {
  const folder = join(run.directory, TENSOR_BOARD_FOLDER);
  if ((await stat(folder).catch(() => undefined)) === undefined) return;
  const values = Object.entries(evaluation.metrics).flatMap(([name, value]): SummaryValue[] =>
    value === null ? [] : [{ tag: `${evaluation.split}/${name}`, scalar: value }],
  );
  if (pictures) values.push(...(await drawPictures(project, evaluation)));
  const file = await openEventFile(folder);
  await file.write({ step: run.record.result?.bestEpoch ?? 0, values });
}

async function drawPictures(
  project: Project,
  { split, classes, classNames, wrong, samples, confusion, wrongSamples }: Evaluation,
): Promise<SummaryValue[]> {
  const { confusionHeatmap, renderPng, renderSvg } = await import('../charts/index.ts');
  const { default: sharp } = await import('sharp');
  const name = (label: string) => classNames[label] ?? label;
  const values: SummaryValue[] = [];
  const picture = async (tag: string, png: Uint8Array) => {
    const { width, height } = await sharp(png).metadata();
    values.push({ tag, image: { width, height, png } });
  };
  if (classes.length <= MOST_CLASSES) {
    const title = `Confusion matrix, ${split}`;
    const subtitle = `${wrong} of ${samples} wrong`;
    const svg = await renderSvg(confusionHeatmap(confusion, { classes: classes.map(name), title, subtitle }));
    await picture(`${split}/confusionMatrix`, await renderPng(svg, { scale: 1.5 }));
  }
  const { tileSheet, sampleTile } = await import('../pictures/index.ts');
  const tiles = await Promise.all(
    wrongSamples
      .slice(0, SHOWN)
      .map((one) => sampleTile(project, one.file, `${name(one.true)} > ${name(one.predicted)}`, TILE)),
  );
  const drawn = tiles.filter((tile) => tile !== undefined);
  if (drawn.length > 0) {
    const title = `${drawn.length} of ${wrong} wrong`;
    await picture(`${split}/wrongSamples`, await tileSheet(drawn, { title, ...TILE, columns: 8, format: 'png' }));
  }
  return values;
}
