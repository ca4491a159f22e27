// Writes history.csv and history.json: one row per epoch.
import { join } from 'node:path';
import type { EpochRecord } from '@toonvision/nn';
import { writeFileAtomic, writeJson } from '../files/index.ts';
import { RUN_FILES } from './runFolder.ts';
import { type RunEpoch, runEpochSchema } from './runRecord.ts';

/** Column order: the standard metrics, then other recorded values, then the last three columns. */
const COLUMNS = Object.keys(runEpochSchema.shape);
const LAST = ['learningRate', 'seconds', 'imagesPerSecond'];

/** An epoch as stored: numbers, or null for NaN and infinity, which JSON does not support. */
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

/** Content of history.csv: a header and one row per epoch; missing values are empty. */
export function historyCsv(epochs: readonly RunEpoch[]): string {
  const columns = columnsOf(epochs);
  const rows = epochs.map((epoch) => columns.map((column) => epoch[column] ?? '').join(','));
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

/** Writes both files to the folder of a run. */
export async function writeHistory(directory: string, epochs: readonly RunEpoch[]): Promise<void> {
  await writeFileAtomic(join(directory, RUN_FILES.historyCsv), historyCsv(epochs));
  await writeJson(join(directory, RUN_FILES.historyJson), epochs);
}
