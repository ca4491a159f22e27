// Assigns groups to splits: every row as close to its targets as possible, with few groups moved from their home split.
import { SplitTable, type TableRow, type Unit } from './splitTable.ts';

/** The search stops after this many rounds of random moves and descents without improvement. */
const MAX_ROUNDS_WITHOUT_GAIN = 300;
/** Maximum number of partners tried per exchange, drawn at random if there are more groups. */
const MAX_PARTNERS = 300;
const MAX_PARTNERS_LATER = 100;
/** With more groups, a round only descends over the offending ones. */
const MAX_GROUPS_FOR_FULL_DESCENT = 2000;
/** Maximum number of assignments for an exhaustive search. */
const MAX_ASSIGNMENTS = 3 ** 9;
/** A change of cost below this is an improvement, not a rounding error. */
const GAIN = -1e-9;

/** Moves single groups to the split with the lowest cost; returns whether any was moved. */
function improveByMoves(table: SplitTable, indexes: readonly number[]): boolean {
  let improved = false;
  for (const index of indexes)
    for (const split of table.openTo(index)) {
      const from = table.splits[index] as number;
      if (split === from) continue;
      if (table.move(index, split) < GAIN) improved = true;
      else table.move(index, from);
    }
  return improved;
}

/** Exchanges pairs of groups in different splits if that reduces the cost; returns whether any was exchanged. */
function improveByExchange(
  table: SplitTable,
  indexes: readonly number[],
  partners: (index: number) => number,
): boolean {
  let improved = false;
  for (const a of indexes)
    for (let i = 0; i < Math.min(MAX_PARTNERS, table.movable.length); i += 1) {
      const partner = partners(i);
      if (partner < 0) break;
      const b = table.movable[partner] as number;
      const splitA = table.splits[a] as number;
      const splitB = table.splits[b] as number;
      if (splitA === splitB || !table.isOpen(a, splitB) || !table.isOpen(b, splitA)) continue;
      if (table.move(a, splitB) + table.move(b, splitA) < GAIN) improved = true;
      else {
        table.move(b, splitB);
        table.move(a, splitA);
      }
    }
  return improved;
}

/**
 * Tries all assignments and keeps the cheapest one with every cell within one sample of its target and no more empty
 * splits than now. Changes nothing if there is none, or if there are more than `MAX_ASSIGNMENTS`.
 */
function searchExhaustively(table: SplitTable): void {
  const { movable } = table;
  const choices = movable.map((index) => table.openTo(index));
  const total = choices.reduce((product, { length }) => product * length, 1);
  if (total > MAX_ASSIGNMENTS) return;
  const allowedEmpty = table.countViolations().empty;
  let best = table.splits.slice();
  let minCost = Number.POSITIVE_INFINITY;
  for (let code = 0; code < total; code += 1) {
    let rest = code;
    for (const [i, index] of movable.entries()) {
      const open = choices[i] as readonly number[];
      const split = open[rest % open.length] as number;
      rest = Math.floor(rest / open.length);
      if (table.splits[index] !== split) table.move(index, split);
    }
    const { offTarget, empty } = table.countViolations();
    if (offTarget > 0 || empty > allowedEmpty) continue;
    const cost = table.cost();
    if (cost < minCost + GAIN) {
      minCost = cost;
      best = table.splits.slice();
    }
  }
  table.restore(best);
}

/**
 * Returns the index of the split of each group. The order of `units` must depend only on their names and the seed;
 * `next(n)` draws an integer from 0 to n - 1.
 *
 * Every group starts in its home split, given by its hash. A descent moves single groups and exchanges pairs as long as
 * that reduces the cost, which includes a cost for leaving home. Until every row is within one sample of its targets or
 * the budget is spent, a few groups of the offending rows are moved at random, followed by another descent; the best
 * assignment is kept. The budget is a number of moves, not a duration, so the result does not depend on the machine.
 * With few groups, all assignments are tried at the end, because the only valid one can be far from home.
 */
export function assignGroups(
  units: readonly Unit[],
  rows: readonly TableRow[],
  next: (below: number) => number,
): Uint8Array {
  const table = new SplitTable(units, rows);
  const { movable } = table;
  const count = movable.length;
  const budget = 200_000 + Math.min(1_500_000, 10_000 * count) + 60 * count;

  const descend = (indexes: readonly number[], tries: number) => {
    const partners = (i: number) => {
      if (i >= tries || table.moves >= budget) return -1;
      return count <= tries ? i : next(count);
    };
    while (table.moves < budget) {
      if (improveByMoves(table, indexes)) continue;
      const offending = table.offending();
      if (offending.length === 0 || !improveByExchange(table, offending, partners)) return;
    }
  };

  descend(movable, MAX_PARTNERS);
  let best = table.splits.slice();
  let minCost = table.cost();
  for (let round = 0; round < MAX_ROUNDS_WITHOUT_GAIN && table.moves < budget; round += 1) {
    const offending = table.offending();
    if (offending.length === 0) break;
    for (let i = 2 + next(4); i > 0; i -= 1) {
      const index = offending[next(offending.length)] as number;
      const open = table.openTo(index);
      table.move(index, open[next(open.length)] as number);
    }
    descend(count <= MAX_GROUPS_FOR_FULL_DESCENT ? movable : offending, MAX_PARTNERS_LATER);
    const cost = table.cost();
    if (cost < minCost + GAIN) {
      best = table.splits.slice();
      minCost = cost;
      round = -1;
    } else table.restore(best);
  }
  table.restore(best);
  if (table.countViolations().offTarget > 0) searchExhaustively(table);
  return table.splits;
}
