// The table of a split in the making: how many samples of each row are on each side, and what that costs.
import { PARTS, type SplitRow } from './splitRows.ts';

/** A group as the search sees it: the rows it counts in, and with how many samples. */
export interface GroupCounts {
  size: number;
  rows: readonly number[];
  counts: readonly number[];
}

/** train, val, test. */
const SIDES = PARTS.length;
/** What a cell may be off at no more cost than the smoothing: one sample, and what adding fractions loses. */
const BOUND = 1 + 1e-9;
/** An empty side outweighs any distance; a stratum that is off outweighs the coarser rows that one sample can put right. */
const EMPTY = 1e6;
/** What a cell beyond the bound costs at once, so that no sum of small gains pays for it, and for each sample beyond. */
const STEP = { stratum: 4000, part: 10, total: 10 };
const BEYOND = { stratum: 4000, part: 400, total: 400 };

/** Counts and cost of an assignment of groups to sides; `place` every group before using anything else. */
export class SplitTable {
  /** Sides that may get samples at all. */
  readonly open: readonly number[];
  /** Side of each group. */
  readonly sides: Uint8Array;
  /** How many groups were moved. */
  moves = 0;
  readonly #groups: readonly GroupCounts[];
  readonly #rows: readonly SplitRow[];
  readonly #targets: Float64Array;
  readonly #held: Int32Array;
  readonly #groupsOfRow: readonly number[][];

  constructor(groups: readonly GroupCounts[], rows: readonly SplitRow[]) {
    this.#groups = groups;
    this.#rows = rows;
    this.#targets = Float64Array.from(rows.flatMap((row) => PARTS.map((part) => row.target[part])));
    this.#held = new Int32Array(rows.length * SIDES);
    this.#groupsOfRow = rows.map(() => []);
    groups.forEach((group, index) => {
      for (const row of group.rows) this.#groupsOfRow[row]?.push(index);
    });
    this.sides = new Uint8Array(groups.length);
    this.open = PARTS.map((_, side) => side).filter((side) => side === 0 || (this.#targets[side] ?? 0) > 0);
  }

  /** Puts a group that is on no side yet where it costs least. */
  place(index: number): void {
    const group = this.#groups[index] as GroupCounts;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const side of this.open) {
      const change = this.#shift(group, side, 1);
      this.#shift(group, side, -1);
      if (change < least - 1e-9) {
        best = side;
        least = change;
      }
    }
    this.#shift(group, best, 1);
    this.sides[index] = best;
  }

  /** Moves a group and returns by how much the cost changed. */
  move(index: number, to: number): number {
    const group = this.#groups[index] as GroupCounts;
    const from = this.sides[index] as number;
    this.moves += 1;
    this.sides[index] = to;
    return this.#shift(group, from, -1) + this.#shift(group, to, 1);
  }

  /** Brings back sides that were copied before. */
  restore(sides: Uint8Array): void {
    sides.forEach((side, index) => {
      if (this.sides[index] !== side) this.move(index, side);
    });
  }

  /** The cost of the whole table. */
  cost(): number {
    let cost = 0;
    for (let cell = 0; cell < this.#held.length; cell += 1)
      cost += this.#cellCost(Math.floor(cell / SIDES), cell % SIDES, this.#held[cell] as number);
    return cost;
  }

  /** The groups that count in a row with a cell off by more than one or an empty side, in ascending order. */
  offending(): number[] {
    const found = new Set<number>();
    this.#rows.forEach((_, row) => {
      const off = this.open.some((side) => this.#cellCost(row, side, this.#held[row * SIDES + side] as number) >= 10);
      if (off) for (const group of this.#groupsOfRow[row] ?? []) found.add(group);
    });
    return [...found].sort((a, b) => a - b);
  }

  /** Adds a group to a side or takes it away, and returns by how much the cost changed. */
  #shift(group: GroupCounts, side: number, sign: 1 | -1): number {
    let change = 0;
    for (let i = 0; i < group.rows.length; i += 1) {
      const row = group.rows[i] as number;
      const cell = row * SIDES + side;
      const before = this.#held[cell] as number;
      const after = before + sign * (group.counts[i] as number);
      change += this.#cellCost(row, side, after) - this.#cellCost(row, side, before);
      this.#held[cell] = after;
    }
    return change;
  }

  /** At most 1 for a cell within one of its target, 10 and more for others. */
  #cellCost(row: number, side: number, count: number): number {
    const { kind, count: size } = this.#rows[row] as SplitRow;
    const goal = this.#targets[row * SIDES + side] as number;
    const off = count > goal ? count - goal : goal - count;
    const smoothing = (off * off) / (kind === 'stratum' ? 1 : 4);
    const beyond = off > BOUND ? STEP[kind] + BEYOND[kind] * (off - 1) : 0;
    const empty = count === 0 && size >= 3 && goal > 0 && kind === 'stratum' ? EMPTY : 0;
    return smoothing + beyond + empty;
  }
}
