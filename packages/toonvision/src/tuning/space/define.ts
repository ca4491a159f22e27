// A space by running its builder: what it asks for is declared, what it returns is a model with its settings.
import { type LayerSpec, ModelError, type Sequential } from '@toonvision/nn';
import type { TrainSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { type ImageSize, type ModelBuilder, modelBuilder } from '../../models/index.ts';
import { describeRange, gridOf, type Hyperparameter, type HyperparameterValue, type Values } from './hyperparameter.ts';
import type { Space } from './space.ts';

/** The values that a number may take, both ends among them. */
export interface NumberRange {
  min: number;
  /** Inclusive. */
  max: number;
  step?: number;
  sampling?: 'linear' | 'log';
}

/** What a builder asks for its values; each call declares a hyperparameter, as in KerasTuner. */
export interface Hyperparameters {
  /** A whole number; step 1 unless given. */
  int(name: string, range: NumberRange): number;
  /** Any number between, or those a step apart. */
  float(name: string, range: NumberRange): number;
  choice<T extends HyperparameterValue>(name: string, values: readonly T[]): T;
  boolean(name: string): boolean;
  /** A value that is recorded and never varied. */
  fixed<T extends HyperparameterValue>(name: string, value: T): T;
  /** What `inside` declares counts only where `parent`, declared before, has one of `values`; undefined elsewhere. */
  conditionalScope<T>(parent: string, values: readonly HyperparameterValue[], inside: () => T): T | undefined;
}

/** What a builder may return: layers, a model, or these with settings of the training. */
export type BuiltModel =
  | readonly LayerSpec[]
  | Sequential
  | {
      model: readonly LayerSpec[] | Sequential;
      train?: TrainSettings;
      /** Height and width that pictures are brought to; what is left out is the project's own. */
      input?: { height?: number; width?: number };
    };

/**
 * Builds the model of a point, asking `hp` for each value where it needs it: all that it asks for is the space.
 *
 * @param input the size of the pictures
 * @param classes how many outputs the model must have
 */
export type SpaceFunction = (hp: Hyperparameters, input: ImageSize, classes: number) => BuiltModel;

interface Asked {
  declared: Hyperparameter[];
  parents: Set<string>;
  built: BuiltModel;
}

class Declaring implements Hyperparameters {
  readonly declared = new Map<string, Hyperparameter>();
  readonly parents = new Set<string>();
  private scopes: { name: string; values: readonly HyperparameterValue[] }[] = [];
  private readonly values: Values;

  constructor(values: Values) {
    this.values = values;
  }

  int(name: string, { min, max, step = 1, sampling = 'linear' }: NumberRange): number {
    if (![min, max, step].every(Number.isInteger)) this.wrong(name, 'min, max and step must be whole numbers');
    this.checkRange(name, min, max, step, sampling);
    return this.register({ kind: 'int', name, min, max, step, sampling, when: [...this.scopes] }) as number;
  }

  float(name: string, { min, max, step, sampling = 'linear' }: NumberRange): number {
    this.checkRange(name, min, max, step, sampling);
    return this.register({
      ...{ kind: 'float', name, min, max, step: step ?? null, sampling, when: [...this.scopes] },
    } as Hyperparameter) as number;
  }

  choice<T extends HyperparameterValue>(name: string, values: readonly T[]): T {
    if (!Array.isArray(values) || values.length === 0 || new Set(values).size !== values.length)
      this.wrong(name, 'a choice needs a list of different values');
    return this.register({ kind: 'choice', name, values: [...values], when: [...this.scopes] }) as T;
  }

  boolean(name: string): boolean {
    return this.register({ kind: 'boolean', name, when: [...this.scopes] }) as boolean;
  }

  fixed<T extends HyperparameterValue>(name: string, value: T): T {
    return this.register({ kind: 'fixed', name, value, when: [...this.scopes] }) as T;
  }

  conditionalScope<T>(parent: string, values: readonly HyperparameterValue[], inside: () => T): T | undefined {
    if (!this.declared.has(parent)) this.wrong(parent, 'a scope needs a hyperparameter that was declared before it');
    this.parents.add(parent);
    if (!values.includes(this.valueOf(parent))) return undefined;
    this.scopes.push({ name: parent, values: [...values] });
    try {
      return inside();
    } finally {
      this.scopes.pop();
    }
  }

  private valueOf(name: string): HyperparameterValue {
    const given = this.values[name];
    if (given !== undefined) return given;
    const one = this.declared.get(name) as Hyperparameter;
    return gridOf(one, 2)?.[0] as HyperparameterValue;
  }

  private register(one: Hyperparameter): HyperparameterValue {
    const before = this.declared.get(one.name);
    if (before !== undefined && describeRange(before) !== describeRange(one))
      this.wrong(one.name, `declared twice: as ${describeRange(before)}, and as ${describeRange(one)}`);
    if (before === undefined) this.declared.set(one.name, one);
    return this.valueOf(one.name);
  }

  private checkRange(name: string, min: number, max: number, step: number | undefined, sampling: string): void {
    if (typeof name !== 'string' || name === '') this.wrong('?', 'the name must be a text that is not empty');
    if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max))
      this.wrong(name, `min ${min} and max ${max} are no range`);
    if (step !== undefined && !(step > 0)) this.wrong(name, `step ${step} is not above 0`);
    if (sampling === 'log' && min <= 0) this.wrong(name, `min ${min} is not above 0, as a logarithmic range needs`);
  }

  private wrong(name: string, message: string): never {
    throw new UserError(message, { where: `hyperparameter ${name}`, remedy: 'Correct the builder.', exitCode: 2 });
  }
}

/** Runs a builder once with these values; those that are not given have the first of their range. */
function ask(build: SpaceFunction, values: Values, input: ImageSize, classes: number, where: string): Asked {
  const hp = new Declaring(values);
  let built: unknown;
  try {
    built = build(hp, input, classes);
  } catch (error) {
    if (error instanceof UserError || error instanceof ModelError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UserError(`the builder fails for ${describeValues(values)}: ${reason}`, {
      where,
      remedy: 'Correct the builder; it must work for every point of its own space.',
      exitCode: 2,
      cause: error,
    });
  }
  if (built === undefined || built === null || typeof built !== 'object')
    throw new UserError(`the builder returns nothing for ${describeValues(values)}`, {
      where,
      remedy: 'Return a list of layers, a Sequential, or { model, train }.',
      exitCode: 2,
    });
  return { declared: [...hp.declared.values()], parents: hp.parents, built: built as BuiltModel };
}

/** `conv_1_filters 8, padding same`; `its first values` for none. */
export function describeValues(values: Values): string {
  const parts = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? 'its first values' : parts.join(', ');
}

/**
 * Finds all hyperparameters of a builder, those in conditional scopes, too: it is run for each value of what scopes hang on.
 *
 * @param where named in messages: the space's name or file
 * @throws UserError (exit code 2) for a builder that throws or returns nothing (with the values), a range that is none, a
 *   name declared with two ranges, or a hyperparameter that appears only for some values of others without a scope
 */
export function discoverSpace(build: SpaceFunction, input: ImageSize, classes: number, where = 'the space'): Space {
  const found = new Map<string, Hyperparameter>();
  const waiting: Values[] = [{}];
  const tried = new Set<string>();
  const runs: { values: Values; names: Set<string> }[] = [];
  while (waiting.length > 0) {
    const values = waiting.shift() as Values;
    // Impossible points declare their hyperparameters all the same.
    const { declared, parents } = ask(build, values, input, classes, where);
    for (const one of declared) {
      const before = found.get(one.name);
      if (before === undefined) found.set(one.name, one);
      else if (describeRange(before) !== describeRange(one))
        throw new UserError(`its range depends on others: ${describeRange(before)}, and ${describeRange(one)}`, {
          where: `hyperparameter ${one.name}`,
          remedy: 'Give it one range, or two names in two conditional scopes.',
          exitCode: 2,
        });
      const grid = gridOf(one);
      const isBranch = parents.has(one.name) || one.kind === 'boolean' || (one.kind === 'choice' && grid !== undefined);
      if (!isBranch) continue;
      for (const value of grid ?? []) {
        const key = `${one.name}=${JSON.stringify(value)}`;
        if (tried.has(key)) continue;
        tried.add(key);
        // What must hold for it to be asked for at all.
        const needed = Object.fromEntries(one.when.map(({ name, values: allowed }) => [name, allowed[0]])) as Values;
        waiting.push({ ...needed, [one.name]: value });
      }
    }
    runs.push({ values, names: new Set(declared.map(({ name }) => name)) });
  }
  for (const { values, names } of runs)
    for (const one of found.values()) {
      if (names.has(one.name) || one.when.length > 0) continue;
      throw new UserError(`it is not asked for where ${describeValues(values)}`, {
        where: `hyperparameter ${one.name}`,
        remedy: 'Declare it always, or inside hp.conditionalScope(parent, values, () => ...).',
        exitCode: 2,
      });
    }
  const all = [...found.values()];
  // Parents first, else in the order in which they were found.
  const sorted: Hyperparameter[] = [];
  const add = (one: Hyperparameter): void => {
    if (sorted.includes(one)) return;
    for (const { name } of one.when) {
      const parent = found.get(name);
      if (parent !== undefined) add(parent);
    }
    sorted.push(one);
  };
  all.forEach(add);
  return { hyperparameters: sorted };
}

/** The model of a point, with the training settings and the size of pictures that belong to it. */
export function modelOfPoint(
  build: SpaceFunction,
  values: Values,
  input: ImageSize,
  classes: number,
  where: string,
): { builder: ModelBuilder; train: TrainSettings; input: ImageSize } {
  const { built } = ask(build, values, input, classes, where);
  const isPlain = Array.isArray(built) || 'layers' in built || 'outputShape' in built;
  const {
    model,
    train,
    input: own,
  } = isPlain
    ? { model: built as readonly LayerSpec[] | Sequential, train: {}, input: undefined }
    : (built as Exclude<BuiltModel, readonly LayerSpec[] | Sequential>);
  if (model === undefined)
    throw new UserError(`the builder returns no model for ${describeValues(values)}`, {
      where,
      remedy: 'Return a list of layers, a Sequential, or { model, train }.',
      exitCode: 2,
    });
  // A Sequential has its weights already; asked for again, the builder makes another with the seed of the run.
  const size = { ...input, ...own };
  for (const key of ['height', 'width'] as const)
    if (!Number.isSafeInteger(size[key]) || size[key] < 1)
      throw new UserError(`input.${key} is ${size[key]} for ${describeValues(values)}`, {
        where,
        remedy: 'Return whole numbers of 1 or more as `input`, for example { height: 300, width: 100 }.',
        exitCode: 2,
      });
  return { builder: modelBuilder(() => model, where), train: train ?? {}, input: size };
}
