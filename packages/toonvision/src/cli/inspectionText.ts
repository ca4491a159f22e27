// Text output of `toonvision inspect`.

import { count } from '../format/index.ts';
import type { Balance, Inspection, LevelBalance } from '../inspect/index.ts';
import type { Finding } from '../quality/index.ts';
import { textTable } from './textTable.ts';

/** Maximum number of samples listed per finding; --json lists all. */
const MAX_SHOWN_SAMPLES = 5;
/** Tables with more columns are too wide. */
const MAX_SHOWN_STREETS = 12;

function levelTable({ part, classes }: LevelBalance, { streets }: Balance): string {
  const shown = streets.length <= MAX_SHOWN_STREETS ? streets : [];
  const head = [part, 'samples', 'goal', 'missing', ...shown];
  const rows = classes.map(({ name, count: samples, goal, streets: counts, cellGoal = 0 }) => [
    name,
    count(samples),
    goal === undefined ? '' : count(goal),
    goal === undefined || samples >= goal ? '' : count(goal - samples),
    ...shown.map((_, index) => `${counts[index] ?? 0}${(counts[index] ?? 0) < cellGoal ? ' -' : '  '}`),
  ]);
  return textTable(head, rows, { right: head.map((_, index) => index).slice(1) });
}

function levelSummary(level: LevelBalance): string[] {
  const { imbalance, worstStreet, empty, belowGoal, emptyCells, cellsBelowGoal } = level;
  const lines: string[] = [];
  if (imbalance !== undefined)
    lines.push(`imbalance ${imbalance.ratio.toFixed(1)} (${imbalance.most} to ${imbalance.least})`);
  if (worstStreet !== undefined)
    lines.push(
      `worst street ${worstStreet.street} with ${worstStreet.ratio.toFixed(1)} (${worstStreet.most} to ${worstStreet.least})`,
    );
  const summary = lines.length === 0 ? [] : [lines.join('; ')];
  if (empty.length > 0) summary.push(`without samples: ${empty.join(', ')}`);
  if (belowGoal.length > 0) summary.push(`below goal: ${belowGoal.join(', ')}`);
  if (level.finest && emptyCells.length + cellsBelowGoal.length > 0)
    summary.push(
      `${count(emptyCells.length)} combinations with a street are empty, ${count(cellsBelowGoal.length)} more below goal (marked -)`,
    );
  return summary;
}

/** Tables of the balance by label part, each with a summary. */
export function* balanceLines(balance: Balance): Generator<string> {
  for (const level of balance.levels) {
    if (level.samples === 0) continue;
    yield levelTable(level, balance);
    for (const line of levelSummary(level)) yield line;
    yield '';
  }
  const { streetImbalance } = balance;
  if (streetImbalance !== undefined)
    yield `streets: ${balance.streets.map((street, index) => `${street} ${count(balance.streetTotals[index] ?? 0)}`).join(', ')}; imbalance ${streetImbalance.ratio.toFixed(1)}\n`;
}

/** Tables of the crop sizes, and of the splits if there are any. */
export function* cropLines({ crops, split, samples }: Inspection): Generator<string> {
  const { width, height, shape, smallerThanInput } = crops;
  const row = (name: string, { min, low, median, high, max }: typeof width, digits: number) => [
    name,
    ...[min, low, median, high, max].map((value) => value.toFixed(digits)),
  ];
  yield textTable(
    ['crops', 'min', '5%', 'median', '95%', 'max'],
    [row('width', width, 0), row('height', height, 0), row('height/width', shape, 2)],
    { right: [1, 2, 3, 4, 5] },
  );
  yield `${count(smallerThanInput)} of ${count(samples)} crops are smaller than the model's input in width or height\n`;
  if (split === undefined) return;
  const rows = split.classes.map(({ name, counts }) => [name, `${counts.train}`, `${counts.val}`, `${counts.test}`]);
  yield `${textTable([split.part, 'train', 'val', 'test'], rows, { right: [1, 2, 3] })}\n`;
}

/** A finding as a line; above its limit, also with its remedy and samples. */
export function findingLines({ kind, number, limit, above, message, remedy, samples }: Finding): string[] {
  const format = (value: number) => (Number.isInteger(value) ? count(value) : value.toFixed(3));
  const lines = [`${above ? 'ABOVE' : '   ok'}  ${kind} ${format(number)} (limit ${format(limit)}): ${message}`];
  if (above) lines.push(`       ${remedy}`);
  if (above && samples.length > 0) {
    const more = samples.length - MAX_SHOWN_SAMPLES;
    const named = samples.slice(0, MAX_SHOWN_SAMPLES).map((ids) => {
      const rest = ids.length - MAX_SHOWN_SAMPLES;
      return `${ids.slice(0, MAX_SHOWN_SAMPLES).join(' = ')}${rest > 0 ? ` = ${rest} more` : ''}`;
    });
    lines.push(`       ${named.join('; ')}${more > 0 ? `; and ${count(more)} more` : ''}`);
  }
  return lines;
}
