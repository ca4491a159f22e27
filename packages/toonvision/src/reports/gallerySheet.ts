// A sheet of wrong or unsure samples as a picture: crop, true class, predicted class, confidence.

import type { ChartTheme } from '../charts/index.ts';
import type { ScoredPrediction } from '../evaluation/index.ts';
import { percent } from '../format/index.ts';
import { sampleTile, tileSheet } from '../sheets/index.ts';
import type { ReportData } from './readReportData.ts';

const TILE = { tileWidth: 170, tileHeight: 190 };
const COLUMNS = 6;

/** The sheet as PNG bytes; undefined where there is no sample or none can be read. */
export async function gallerySheet(
  { project, run }: Pick<ReportData, 'project' | 'run'>,
  samples: readonly ScoredPrediction[],
  { title, theme }: { title: string; theme: ChartTheme },
): Promise<Uint8Array | undefined> {
  const { classNames } = run.record.config;
  const name = (label: string) => classNames[label] ?? label;
  const tiles = await Promise.all(
    samples.map((one) => {
      const said = one.true === one.predicted ? name(one.true) : `${name(one.true)} > ${name(one.predicted)}`;
      return sampleTile(project, one.file, `${said} ${percent(one.confidence, 0)}`, TILE);
    }),
  );
  const drawn = tiles.filter((tile) => tile !== undefined);
  if (drawn.length === 0) return undefined;
  return tileSheet(drawn, { title, ...TILE, columns: COLUMNS, format: 'png', theme });
}
