// The tables and lines that `toonvision inspect` prints.

import { count } from '../format/index.ts';
import type { Balance, Inspection, LevelBalance } from '../inspect/index.ts';
import type { Finding } from '../quality/index.ts';
import { textTable } from './textTable.ts';

/** Samples named under a finding; the JSON has them all. */
const SHOWN_SAMPLES = 5;
/** More streets than that make the tables too wide. */
const MOST_STREETS = 12;

function levelTable({ part, classes }: LevelBalance, { streets }: Balance): string {
  const shown = streets.length <= MOST_STREETS ? streets : [];
  const head = [part, 'samples', 'goal', 'missing', ...shown];
  const rows = classes.map(({ name, count: own, goal, streets: counts, cellGoal = 0 }) => [
    name,
    count(own),
    goal === undefined ? '' : count(goal),
    goal === undefined || own >= goal ? '' : count(goal - own),
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
  if (empty.length > 0) summary.push(`without a sample: ${empty.join(', ')}`);
  if (belowGoal.length > 0) summary.push(`below goal: ${belowGoal.join(', ')}`);
  if (level.finest && emptyCells.length + cellsBelowGoal.length > 0)
    summary.push(
      `${count(emptyCells.length)} cells are empty, ${count(cellsBelowGoal.length)} more below goal (marked -)`,
    );
  return summary;
}

/** The balance of every level as tables, each with what stands out in it. */
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

/** Sizes of the crops, and the sides of the split where there is one. */
export function* cropLines({ crops, split, samples }: Inspection): Generator<string> {
  const { width, height, shape, smallerThanInput } = crops;
  const row = (name: string, { min, low, median, high, max }: typeof width, digits: number) => [
    name,
    ...[min, low, median, high, max].map((value) => value.toFixed(digits)),
  ];
  yield textTable(
    ['crops', 'least', '5%', 'median', '95%', 'most'],
    [row('width', width, 0), row('height', height, 0), row('height/width', shape, 2)],
    { right: [1, 2, 3, 4, 5] },
  );
  yield `${count(smallerThanInput)} of ${count(samples)} are smaller than the model's input in width or height\n`;
  if (split === undefined) return;
  const rows = split.classes.map(({ name, counts }) => [name, `${counts.train}`, `${counts.val}`, `${counts.test}`]);
  yield `${textTable([split.part, 'train', 'val', 'test'], rows, { right: [1, 2, 3] })}\n`;
}

/** A finding as a line, with what to do and where when it is above its limit. */
export function findingLines({ kind, number, limit, above, message, remedy, samples }: Finding): string[] {
  const figure = (value: number) => (Number.isInteger(value) ? count(value) : value.toFixed(3));
  const lines = [`${above ? 'ABOVE' : '   ok'}  ${kind} ${figure(number)} (limit ${figure(limit)}): ${message}`];
  if (above) lines.push(`       ${remedy}`);
  if (above && samples.length > 0) {
    const more = samples.length - SHOWN_SAMPLES;
    const named = samples.slice(0, SHOWN_SAMPLES).map((ids) => {
      const rest = ids.length - SHOWN_SAMPLES;
      return `${ids.slice(0, SHOWN_SAMPLES).join(' = ')}${rest > 0 ? ` = ${rest} more` : ''}`;
    });
    lines.push(`       ${named.join('; ')}${more > 0 ? `; and ${count(more)} more` : ''}`);
  }
  return lines;
}
