// The table of a split in the making: how many samples of each row are on each side, and what that costs.
import type { SplitRow } from './splitRows.ts';

/** A group as the search sees it: the rows it counts in, with how many samples, and the sides open to it. */
export interface Unit {
  size: number;
  rows: readonly number[];
  counts: readonly number[];
  /** Bits: side `s` is open where bit `s` is set. */
  sides: number;
  /** The side it has by its hash; leaving it costs something, so that few groups do. */
  home: number;
  /** How far it is from where its home would be another, as a share of its stratum, 0 to 0.5. */
  depth: number;
}

/** A row with how many samples each side should get. */
export interface TableRow extends Pick<SplitRow, 'kind' | 'count'> {
  targets: readonly number[];
}

/** What a cell may be off at no more cost than the smoothing: one sample, and what adding fractions loses. */
const BOUND = 1 + 1e-9;
/** An empty side outweighs any distance; a stratum that is off outweighs the coarser rows that one sample can put right. */
const EMPTY = 1e6;
/** What a cell beyond the bound costs at once, so that no sum of small gains pays for it, and for each sample beyond. */
const STEP = { stratum: 4000, part: 10, total: 10 };
const BEYOND = { stratum: 4000, part: 400, total: 400 };
/**
 * What a group away from home costs: about what smoothing gains, and more the deeper it lies in the share of its side. So
 * those near a cut move first, in this split and in that of a slightly different set: both move much the same groups.
 */
const awayCost = ({ depth }: Unit) => 2 + 100 * depth;

/** Counts and cost of an assignment of groups to sides; it begins with every group at home. */
export class SplitTable {
  /** Side of each group. */
  readonly sides: Uint8Array;
  /** The groups to which more than one side is open, those nearest to another home first. */
  readonly movable: readonly number[];
  /** How many groups were moved. */
  moves = 0;
  readonly #units: readonly Unit[];
  readonly #rows: readonly TableRow[];
  readonly #count: number;
  readonly #targets: Float64Array;
  readonly #held: Int32Array;
  readonly #movableOfRow: readonly number[][];
  readonly #openOf: ReadonlyMap<number, readonly number[]>;

  constructor(units: readonly Unit[], rows: readonly TableRow[]) {
    this.#units = units;
    this.#rows = rows;
    this.#count = rows[0]?.targets.length ?? 0;
    this.#targets = Float64Array.from(rows.flatMap((row) => row.targets));
    this.#held = new Int32Array(rows.length * this.#count);
    this.sides = Uint8Array.from(units, ({ home }) => home);
    // A side without a share gets nothing, unless it is the only one that is open.
    const hasShare = Array.from({ length: this.#count }, (_, side) => side === 0 || (this.#targets[side] ?? 0) > 0);
    this.#openOf = new Map(
      [...new Set(units.map(({ sides }) => sides))].map((sides) => [
        sides,
        hasShare.flatMap((share, side) => (share && (sides >> side) & 1 ? [side] : [])),
      ]),
    );
    this.movable = units
      .flatMap((_, index) => (this.openTo(index).length > 1 ? [index] : []))
      .sort((a, b) => (units[a]?.depth ?? 0) - (units[b]?.depth ?? 0) || a - b);
    this.#movableOfRow = rows.map(() => []);
    for (const index of this.movable) for (const row of units[index]?.rows ?? []) this.#movableOfRow[row]?.push(index);
    for (const unit of units) this.#shift(unit, unit.home, 1);
  }

  /** The sides that a group may be on. */
  openTo(index: number): readonly number[] {
    return this.#openOf.get(this.#units[index]?.sides ?? 0) ?? [];
  }

  /** True when a group may be on a side. */
  isOpen(index: number, side: number): boolean {
    return (((this.#units[index]?.sides ?? 0) >> side) & 1) === 1;
  }

  /** Moves a group and returns by how much the cost changed. */
  move(index: number, to: number): number {
    const unit = this.#units[index] as Unit;
    const from = this.sides[index] as number;
    this.moves += 1;
    this.sides[index] = to;
    const away = (to === unit.home ? 0 : awayCost(unit)) - (from === unit.home ? 0 : awayCost(unit));
    return this.#shift(unit, from, -1) + this.#shift(unit, to, 1) + away;
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
      cost += this.#cellCost(Math.floor(cell / this.#count), cell % this.#count, this.#held[cell] as number);
    for (const index of this.movable) {
      const unit = this.#units[index];
      if (unit !== undefined && this.sides[index] !== unit.home) cost += awayCost(unit);
    }
    return cost;
  }

  /** The movable groups that count in a row with a cell off by more than one or an empty side, in ascending order. */
  offending(): number[] {
    const found = new Set<number>();
    this.#rows.forEach((_, row) => {
      let off = false;
      for (let side = 0; side < this.#count; side += 1)
        off ||= this.#cellCost(row, side, this.#held[row * this.#count + side] as number) >= 10;
      if (off) for (const index of this.#movableOfRow[row] ?? []) found.add(index);
    });
    return [...found].sort((a, b) => a - b);
  }

  /** The number of cells that are off by more than one, and of strata with a side that must not be empty and is. */
  countFaults(): { beyond: number; empty: number } {
    const faults = { beyond: 0, empty: 0 };
    for (let cell = 0; cell < this.#held.length; cell += 1) {
      const count = this.#held[cell] as number;
      if (Math.abs(count - (this.#targets[cell] as number)) > BOUND) faults.beyond += 1;
      if (this.#mustNotBeEmpty(Math.floor(cell / this.#count), cell % this.#count) && count === 0) faults.empty += 1;
    }
    return faults;
  }

  #mustNotBeEmpty(row: number, side: number): boolean {
    const { kind, count } = this.#rows[row] as TableRow;
    return kind === 'stratum' && count >= this.#count && (this.#targets[row * this.#count + side] as number) > 0;
  }

  /** Adds a group to a side or takes it away, and returns by how much the cost changed. */
  #shift(unit: Unit, side: number, sign: 1 | -1): number {
    let change = 0;
    for (let i = 0; i < unit.rows.length; i += 1) {
      const row = unit.rows[i] as number;
      const cell = row * this.#count + side;
      const before = this.#held[cell] as number;
      const after = before + sign * (unit.counts[i] as number);
      change += this.#cellCost(row, side, after) - this.#cellCost(row, side, before);
      this.#held[cell] = after;
    }
    return change;
  }

  /** At most 1 for a cell within one of its target, 10 and more for others. */
  #cellCost(row: number, side: number, count: number): number {
    const { kind } = this.#rows[row] as TableRow;
    const goal = this.#targets[row * this.#count + side] as number;
    const off = count > goal ? count - goal : goal - count;
    const smoothing = (off * off) / (kind === 'stratum' ? 1 : 4);
    const beyond = off > BOUND ? STEP[kind] + BEYOND[kind] * (off - 1) : 0;
    const empty = count === 0 && this.#mustNotBeEmpty(row, side) ? EMPTY : 0;
    return smoothing + beyond + empty;
  }
}
