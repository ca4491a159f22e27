// history.csv and history.json: one row an epoch.
import { join } from 'node:path';
import type { EpochRecord } from '@toonvision/nn';
import { writeJson, writeWhole } from '../files/index.ts';
import { RUN_FILES } from './runFolder.ts';
import { type RunEpoch, runEpochSchema } from './runRecord.ts';

/** Train and validation metrics stand apart, as one reads them; what else was recorded comes before the last three. */
const COLUMNS = Object.keys(runEpochSchema.shape);
const LAST = ['learningRate', 'seconds', 'imagesPerSecond'];

/** The epoch as it is kept: plain numbers, null for what is none (JSON has no NaN). */
export function keptEpoch(record: EpochRecord): RunEpoch {
  const entries = columnsOf([record]).flatMap((column): [string, number | null][] => {
    const value = record[column];
    return value === undefined ? [] : [[column, Number.isFinite(value) ? value : null]];
  });
  return runEpochSchema.parse(Object.fromEntries(entries));
}

function columnsOf(epochs: readonly object[]): string[] {
  const others = new Set(epochs.flatMap((epoch) => Object.keys(epoch)).filter((name) => !COLUMNS.includes(name)));
  return [...COLUMNS.filter((name) => !LAST.includes(name)), ...others, ...LAST];
}

/** history.csv: a header and a row an epoch; a cell without a number is empty. */
export function historyCsv(epochs: readonly RunEpoch[]): string {
  const columns = columnsOf(epochs);
  const rows = epochs.map((epoch) => columns.map((column) => epoch[column] ?? '').join(','));
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

/** Writes both files into the folder of a run. */
export async function writeHistory(directory: string, epochs: readonly RunEpoch[]): Promise<void> {
  await writeWhole(join(directory, RUN_FILES.historyCsv), historyCsv(epochs));
  await writeJson(join(directory, RUN_FILES.historyJson), epochs);
}
