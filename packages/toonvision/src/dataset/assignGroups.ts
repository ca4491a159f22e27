// Assigns groups to sides so that every row comes as near to its targets as the groups allow, and few groups leave home.
import { SplitTable, type TableRow, type Unit } from './splitTable.ts';

/** Rounds of moving groups at random and descending again without a gain after which the search gives up. */
const ROUNDS_WITHOUT_GAIN = 300;
/** Groups tried as partners of an exchange: all of them up to this number, else so many drawn at random. */
const PARTNERS = 300;
const PARTNERS_LATER = 100;
/** Up to this number of groups a round descends over all of them, above it over the offending ones only. */
const MANY = 2000;
/** Up to this number of assignments all are tried where the search leaves a cell off by more than one. */
const MAX_ASSIGNMENTS = 3 ** 9;
/** A change of cost that is more than what adding fractions loses. */
const GAIN = -1e-9;

/** Moves single groups to the side where they cost least; true when any was moved. */
function improveByMoves(table: SplitTable, indexes: readonly number[]): boolean {
  let improved = false;
  for (const index of indexes)
    for (const side of table.openTo(index)) {
      const from = table.sides[index] as number;
      if (side === from) continue;
      if (table.move(index, side) < GAIN) improved = true;
      else table.move(index, from);
    }
  return improved;
}

/** Exchanges pairs of groups on different sides where that costs less; true when any was exchanged. */
function improveByExchange(
  table: SplitTable,
  indexes: readonly number[],
  partners: (index: number) => number,
): boolean {
  let improved = false;
  for (const a of indexes)
    for (let i = 0; i < Math.min(PARTNERS, table.movable.length); i += 1) {
      const place = partners(i);
      if (place < 0) break;
      const b = table.movable[place] as number;
      const sideA = table.sides[a] as number;
      const sideB = table.sides[b] as number;
      if (sideA === sideB || !table.isOpen(a, sideB) || !table.isOpen(b, sideA)) continue;
      if (table.move(a, sideB) + table.move(b, sideA) < GAIN) improved = true;
      else {
        table.move(b, sideB);
        table.move(a, sideA);
      }
    }
  return improved;
}

/**
 * Tries all assignments and keeps the one of least cost that has every cell within one of its target and no more empty
 * sides than now; keeps the present one where there is none, or where there are more than `MAX_ASSIGNMENTS`.
 */
function searchExhaustively(table: SplitTable): void {
  const { movable } = table;
  const choices = movable.map((index) => table.openTo(index));
  const total = choices.reduce((product, { length }) => product * length, 1);
  if (total > MAX_ASSIGNMENTS) return;
  const allowedEmpty = table.countFaults().empty;
  let best = table.sides.slice();
  let least = Number.POSITIVE_INFINITY;
  for (let code = 0; code < total; code += 1) {
    let rest = code;
    for (const [place, index] of movable.entries()) {
      const open = choices[place] as readonly number[];
      const side = open[rest % open.length] as number;
      rest = Math.floor(rest / open.length);
      if (table.sides[index] !== side) table.move(index, side);
    }
    const { beyond, empty } = table.countFaults();
    if (beyond > 0 || empty > allowedEmpty) continue;
    const cost = table.cost();
    if (cost < least + GAIN) {
      least = cost;
      best = table.sides.slice();
    }
  }
  table.restore(best);
}

/**
 * The side of each group. `units` must come in an order that depends on their names and the seed only; `next(n)` draws
 * 0 to n - 1.
 *
 * Every group begins at home, where its hash puts it; then single groups are moved and pairs exchanged while that helps
 * more than leaving home costs; then, until every row is within one of its targets or the budget of moves is spent, a
 * few groups of the offending rows are moved at random and the descent is run again, keeping the best. The budget is a
 * number of moves, not a time, so a slow machine finds the same. Of few groups all assignments are tried last, because
 * the one that is within one everywhere can be far from home.
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

  descend(movable, PARTNERS);
  let best = table.sides.slice();
  let least = table.cost();
  for (let round = 0; round < ROUNDS_WITHOUT_GAIN && table.moves < budget; round += 1) {
    const offending = table.offending();
    if (offending.length === 0) break;
    for (let i = 2 + next(4); i > 0; i -= 1) {
      const index = offending[next(offending.length)] as number;
      const open = table.openTo(index);
      table.move(index, open[next(open.length)] as number);
    }
    descend(count <= MANY ? movable : offending, PARTNERS_LATER);
    const cost = table.cost();
    if (cost < least + GAIN) {
      best = table.sides.slice();
      least = cost;
      round = -1;
    } else table.restore(best);
  }
  table.restore(best);
  if (table.countFaults().beyond > 0) searchExhaustively(table);
  return table.sides;
}
