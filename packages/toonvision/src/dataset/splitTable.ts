// The cost table of the split search: number of samples per row and split.
import type { SplitRow } from './splitRows.ts';

/** A group in the search: its rows, its samples per row, and its allowed splits. */
export interface Unit {
  size: number;
  rows: readonly number[];
  counts: readonly number[];
  /** Bit set: split `s` is allowed if bit `s` is set. */
  splits: number;
  /** Split given by the hash of the group. Leaving it has a cost, so that few groups do. */
  home: number;
  /** Distance to the nearest boundary of the home split, as a fraction of the stratum, 0 to 0.5. */
  depth: number;
}

/** A row with its target number of samples per split. */
export interface TableRow extends Pick<SplitRow, 'kind' | 'count'> {
  targets: readonly number[];
}

/** A cell may be off its target by one sample, plus a tolerance for rounding errors. */
const TOLERANCE = 1 + 1e-9;
/** Cost of an empty split in a stratum; outweighs any distance to a target. */
const EMPTY_COST = 1e6;
/** Fixed cost of a cell off its target, so that no sum of small gains outweighs it. Strata outweigh coarser rows. */
const OFF_TARGET_COST = { stratum: 4000, part: 10, total: 10 };
/** Cost of each further sample off the target. */
const OFF_TARGET_COST_PER_SAMPLE = { stratum: 4000, part: 400, total: 400 };
/**
 * Cost of a group outside its home split. It grows with the distance to the boundary, so that groups near a boundary
 * move first, and slightly different sets of samples move mostly the same groups.
 */
const awayCost = ({ depth }: Unit) => 2 + 100 * depth;

/** Counts and cost of an assignment of groups to splits. Every group starts in its home split. */
export class SplitTable {
  /** Split of each group. */
  readonly splits: Uint8Array;
  /** Groups with several allowed splits, sorted by their distance to a boundary. */
  readonly movable: readonly number[];
  /** Number of moves so far. */
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
    this.splits = Uint8Array.from(units, ({ home }) => home);
    // A split with a ratio of 0 gets no samples, unless it is the only allowed one.
    const hasShare = Array.from({ length: this.#count }, (_, split) => split === 0 || (this.#targets[split] ?? 0) > 0);
    this.#openOf = new Map(
      [...new Set(units.map(({ splits }) => splits))].map((splits) => [
        splits,
        hasShare.flatMap((share, split) => (share && (splits >> split) & 1 ? [split] : [])),
      ]),
    );
    this.movable = units
      .flatMap((_, index) => (this.openTo(index).length > 1 ? [index] : []))
      .sort((a, b) => (units[a]?.depth ?? 0) - (units[b]?.depth ?? 0) || a - b);
    this.#movableOfRow = rows.map(() => []);
    for (const index of this.movable) for (const row of units[index]?.rows ?? []) this.#movableOfRow[row]?.push(index);
    for (const unit of units) this.#shift(unit, unit.home, 1);
  }

  /** Returns the allowed splits of a group. */
  openTo(index: number): readonly number[] {
    return this.#openOf.get(this.#units[index]?.splits ?? 0) ?? [];
  }

  /** Whether a split is allowed for a group. */
  isOpen(index: number, split: number): boolean {
    return (((this.#units[index]?.splits ?? 0) >> split) & 1) === 1;
  }

  /** Moves a group and returns the change of the cost. */
  move(index: number, to: number): number {
    const unit = this.#units[index] as Unit;
    const from = this.splits[index] as number;
    this.moves += 1;
    this.splits[index] = to;
    const away = (to === unit.home ? 0 : awayCost(unit)) - (from === unit.home ? 0 : awayCost(unit));
    return this.#shift(unit, from, -1) + this.#shift(unit, to, 1) + away;
  }

  /** Restores an assignment that was copied before. */
  restore(splits: Uint8Array): void {
    splits.forEach((split, index) => {
      if (this.splits[index] !== split) this.move(index, split);
    });
  }

  /** Computes the total cost. */
  cost(): number {
    let cost = 0;
    for (let cell = 0; cell < this.#held.length; cell += 1)
      cost += this.#cellCost(Math.floor(cell / this.#count), cell % this.#count, this.#held[cell] as number);
    for (const index of this.movable) {
      const unit = this.#units[index];
      if (unit !== undefined && this.splits[index] !== unit.home) cost += awayCost(unit);
    }
    return cost;
  }

  /** Returns the movable groups of rows with a cell off its target or an empty split, in ascending order. */
  offending(): number[] {
    const groups = new Set<number>();
    this.#rows.forEach((_, row) => {
      let off = false;
      for (let split = 0; split < this.#count; split += 1)
        off ||= this.#cellCost(row, split, this.#held[row * this.#count + split] as number) >= 10;
      if (off) for (const index of this.#movableOfRow[row] ?? []) groups.add(index);
    });
    return [...groups].sort((a, b) => a - b);
  }

  /** Counts the cells off their target by more than one sample, and the splits that must not be empty but are. */
  countViolations(): { offTarget: number; empty: number } {
    const violations = { offTarget: 0, empty: 0 };
    for (let cell = 0; cell < this.#held.length; cell += 1) {
      const count = this.#held[cell] as number;
      if (Math.abs(count - (this.#targets[cell] as number)) > TOLERANCE) violations.offTarget += 1;
      if (this.#mustNotBeEmpty(Math.floor(cell / this.#count), cell % this.#count) && count === 0)
        violations.empty += 1;
    }
    return violations;
  }

  #mustNotBeEmpty(row: number, split: number): boolean {
    const { kind, count } = this.#rows[row] as TableRow;
    return kind === 'stratum' && count >= this.#count && (this.#targets[row * this.#count + split] as number) > 0;
  }

  /** Adds a group to a split or removes it, and returns the change of the cost. */
  #shift(unit: Unit, split: number, sign: 1 | -1): number {
    let change = 0;
    for (let i = 0; i < unit.rows.length; i += 1) {
      const row = unit.rows[i] as number;
      const cell = row * this.#count + split;
      const before = this.#held[cell] as number;
      const after = before + sign * (unit.counts[i] as number);
      change += this.#cellCost(row, split, after) - this.#cellCost(row, split, before);
      this.#held[cell] = after;
    }
    return change;
  }

  /** Cost of a cell: at most 1 within one sample of its target, at least 10 otherwise. */
  #cellCost(row: number, split: number, count: number): number {
    const { kind } = this.#rows[row] as TableRow;
    const target = this.#targets[row * this.#count + split] as number;
    const off = count > target ? count - target : target - count;
    const smoothing = (off * off) / (kind === 'stratum' ? 1 : 4);
    const offTarget = off > TOLERANCE ? OFF_TARGET_COST[kind] + OFF_TARGET_COST_PER_SAMPLE[kind] * (off - 1) : 0;
    const empty = count === 0 && this.#mustNotBeEmpty(row, split) ? EMPTY_COST : 0;
    return smoothing + offTarget + empty;
  }
}
