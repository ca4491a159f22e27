// Contact sheet of samples as PNG: crop, true class, predicted class and confidence.
import type { ChartTheme } from '../charts/index.ts';
import type { ScoredPrediction } from '../evaluation/index.ts';
import { percent } from '../format/index.ts';
import { sampleTile, tileSheet } from '../sheets/index.ts';
import type { ReportData } from './readReportData.ts';

const TILE = { tileWidth: 170, tileHeight: 190 };
const COLUMNS = 6;

/** Draws the sheet as PNG bytes; undefined if no sample can be read. */
export async function drawGallerySheet(
  { project, run }: Pick<ReportData, 'project' | 'run'>,
  samples: readonly ScoredPrediction[],
  { title, theme }: { title: string; theme: ChartTheme },
): Promise<Uint8Array | undefined> {
  const { classNames } = run.record.config;
  const name = (label: string) => classNames[label] ?? label;
  const tiles = await Promise.all(
    samples.map((sample) => {
      const truth = name(sample.true);
      const label = sample.true === sample.predicted ? truth : `${truth} > ${name(sample.predicted)}`;
      return sampleTile(project, sample.file, `${label} ${percent(sample.confidence, 0)}`, TILE);
    }),
  );
  const readable = tiles.filter((tile) => tile !== undefined);
  if (readable.length === 0) return undefined;
  return tileSheet(readable, { title, ...TILE, columns: COLUMNS, format: 'png', theme });
}
