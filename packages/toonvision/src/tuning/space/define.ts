// Define-by-run search spaces: running the builder declares hyperparameters and returns a model with its settings.
import { type LayerSpec, ModelError, type Sequential } from '@toonvision/nn';
import type { TrainSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { type ImageSize, type ModelBuilder, modelBuilder } from '../../models/index.ts';
import { describeRange, gridOf, type Hyperparameter, type HyperparameterValue, type Values } from './hyperparameter.ts';
import type { Space } from './space.ts';

/** Range of a numeric hyperparameter, inclusive. */
export interface NumberRange {
  min: number;
  /** Inclusive. */
  max: number;
  step?: number;
  sampling?: 'linear' | 'log';
}

/** Passed to a builder as `hp`; each call declares a hyperparameter and returns its value, as in KerasTuner. */
export interface Hyperparameters {
  /** Integer. Default step 1. */
  int(name: string, range: NumberRange): number;
  /** Float, continuous or with a step. */
  float(name: string, range: NumberRange): number;
  choice<T extends HyperparameterValue>(name: string, values: readonly T[]): T;
  boolean(name: string): boolean;
  /** Constant that is recorded but not searched. */
  fixed<T extends HyperparameterValue>(name: string, value: T): T;
  /** Hyperparameters declared in `inside` are active only where `parent` has one of `values`; otherwise returns undefined. */
  conditionalScope<T>(parent: string, values: readonly HyperparameterValue[], inside: () => T): T | undefined;
}

/** Return value of a builder: layers or a model, optionally with training settings. */
export type BuiltModel =
  | readonly LayerSpec[]
  | Sequential
  | {
      model: readonly LayerSpec[] | Sequential;
      train?: TrainSettings;
      /** Input size of the model in pixels. Default: the project's input size. */
      input?: { height?: number; width?: number };
    };

/**
 * Builds the model of a point. The hyperparameters it requests from `hp` define the search space.
 *
 * @param input shape of the input images
 * @param classes number of outputs of the model
 */
export type SpaceFunction = (hp: Hyperparameters, input: ImageSize, classes: number) => BuiltModel;

interface BuilderRun {
  declared: Hyperparameter[];
  parents: Set<string>;
  built: BuiltModel;
}

class DeclaringHyperparameters implements Hyperparameters {
  readonly declared = new Map<string, Hyperparameter>();
  readonly parents = new Set<string>();
  private scopes: { name: string; values: readonly HyperparameterValue[] }[] = [];
  private readonly values: Values;

  constructor(values: Values) {
    this.values = values;
  }

  int(name: string, { min, max, step = 1, sampling = 'linear' }: NumberRange): number {
    if (![min, max, step].every(Number.isInteger)) this.fail(name, 'min, max and step must be integers');
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
      this.fail(name, 'a choice needs a non-empty list of distinct values');
    return this.register({ kind: 'choice', name, values: [...values], when: [...this.scopes] }) as T;
  }

  boolean(name: string): boolean {
    return this.register({ kind: 'boolean', name, when: [...this.scopes] }) as boolean;
  }

  fixed<T extends HyperparameterValue>(name: string, value: T): T {
    return this.register({ kind: 'fixed', name, value, when: [...this.scopes] }) as T;
  }

  conditionalScope<T>(parent: string, values: readonly HyperparameterValue[], inside: () => T): T | undefined {
    if (!this.declared.has(parent)) this.fail(parent, 'the parent of a conditional scope must be declared before it');
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
    const value = this.values[name];
    if (value !== undefined) return value;
    const hyperparameter = this.declared.get(name) as Hyperparameter;
    return gridOf(hyperparameter, 2)?.[0] as HyperparameterValue;
  }

  private register(hyperparameter: Hyperparameter): HyperparameterValue {
    const before = this.declared.get(hyperparameter.name);
    if (before !== undefined && describeRange(before) !== describeRange(hyperparameter))
      this.fail(
        hyperparameter.name,
        `declared twice with different ranges: ${describeRange(before)}, and ${describeRange(hyperparameter)}`,
      );
    if (before === undefined) this.declared.set(hyperparameter.name, hyperparameter);
    return this.valueOf(hyperparameter.name);
  }

  private checkRange(name: string, min: number, max: number, step: number | undefined, sampling: string): void {
    if (typeof name !== 'string' || name === '') this.fail('?', 'the name must be a non-empty string');
    if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max))
      this.fail(name, `min ${min} is greater than max ${max}`);
    if (step !== undefined && !(step > 0)) this.fail(name, `step must be greater than 0, got ${step}`);
    if (sampling === 'log' && min <= 0)
      this.fail(name, `min of a logarithmic range must be greater than 0, got ${min}`);
  }

  private fail(name: string, message: string): never {
    throw new UserError(message, { where: `hyperparameter ${name}`, remedy: 'Correct the builder.', exitCode: 2 });
  }
}

/** Runs a builder once with these values; missing ones default to the first of their range. */
function runBuilder(
  build: SpaceFunction,
  values: Values,
  input: ImageSize,
  classes: number,
  where: string,
): BuilderRun {
  const hp = new DeclaringHyperparameters(values);
  let built: unknown;
  try {
    built = build(hp, input, classes);
  } catch (error) {
    if (error instanceof UserError || error instanceof ModelError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UserError(`the builder failed for ${describeValues(values)}: ${reason}`, {
      where,
      remedy: 'Correct the builder; it must work for every point of its space.',
      exitCode: 2,
      cause: error,
    });
  }
  if (built === undefined || built === null || typeof built !== 'object')
    throw new UserError(`the builder returned nothing for ${describeValues(values)}`, {
      where,
      remedy: 'Return a list of layers, a Sequential, or { model, train }.',
      exitCode: 2,
    });
  return { declared: [...hp.declared.values()], parents: hp.parents, built: built as BuiltModel };
}

/** Formats values as `conv_1_filters 8, padding same`; `the default values` if empty. */
export function describeValues(values: Values): string {
  const parts = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? 'the default values' : parts.join(', ');
}

/**
 * Finds all hyperparameters of a builder, including those in conditional scopes, by running it for each value of the
 * hyperparameters that scopes depend on.
 *
 * @param where name or file of the space, for error messages
 * @throws UserError (exit code 2) if the builder throws or returns nothing, a range is invalid, a name is declared with two
 *   ranges, or a hyperparameter depends on others without a conditional scope
 */
export function discoverSpace(build: SpaceFunction, input: ImageSize, classes: number, where = 'the space'): Space {
  const found = new Map<string, Hyperparameter>();
  const queue: Values[] = [{}];
  const tried = new Set<string>();
  const runs: { values: Values; names: Set<string> }[] = [];
  while (queue.length > 0) {
    const values = queue.shift() as Values;
    // Points without a valid model declare their hyperparameters too.
    const { declared, parents } = runBuilder(build, values, input, classes, where);
    for (const hyperparameter of declared) {
      const before = found.get(hyperparameter.name);
      if (before === undefined) found.set(hyperparameter.name, hyperparameter);
      else if (describeRange(before) !== describeRange(hyperparameter))
        throw new UserError(
          `its range depends on other hyperparameters: ${describeRange(before)}, and ${describeRange(hyperparameter)}`,
          {
            where: `hyperparameter ${hyperparameter.name}`,
            remedy: 'Use a single range, or two names in two conditional scopes.',
            exitCode: 2,
          },
        );
      const grid = gridOf(hyperparameter);
      const isBranch =
        parents.has(hyperparameter.name) ||
        hyperparameter.kind === 'boolean' ||
        (hyperparameter.kind === 'choice' && grid !== undefined);
      if (!isBranch) continue;
      for (const value of grid ?? []) {
        const key = `${hyperparameter.name}=${JSON.stringify(value)}`;
        if (tried.has(key)) continue;
        tried.add(key);
        // The conditions under which the builder declares it.
        const conditions = Object.fromEntries(
          hyperparameter.when.map(({ name, values: allowed }) => [name, allowed[0]]),
        ) as Values;
        queue.push({ ...conditions, [hyperparameter.name]: value });
      }
    }
    runs.push({ values, names: new Set(declared.map(({ name }) => name)) });
  }
  for (const { values, names } of runs)
    for (const hyperparameter of found.values()) {
      if (names.has(hyperparameter.name) || hyperparameter.when.length > 0) continue;
      throw new UserError(`not declared for ${describeValues(values)}`, {
        where: `hyperparameter ${hyperparameter.name}`,
        remedy: 'Declare it always, or inside hp.conditionalScope(parent, values, () => ...).',
        exitCode: 2,
      });
    }
  const all = [...found.values()];
  // Parents first, otherwise in order of declaration.
  const sorted: Hyperparameter[] = [];
  const add = (hyperparameter: Hyperparameter): void => {
    if (sorted.includes(hyperparameter)) return;
    for (const { name } of hyperparameter.when) {
      const parent = found.get(name);
      if (parent !== undefined) add(parent);
    }
    sorted.push(hyperparameter);
  };
  all.forEach(add);
  return { hyperparameters: sorted };
}

interface PointModel {
  builder: ModelBuilder;
  train: TrainSettings;
  /** Shape of the model's input images. */
  input: ImageSize;
}

/** Number of recent points per builder whose models are kept. */
const MAX_CACHED_POINTS = 32;

const cachedPoints = new WeakMap<SpaceFunction, Map<string, PointModel>>();

/**
 * Builds the model of a point, with its training settings and input size. A point is checked, described and turned into a
 * task one after the other; its builder, which may be slow, runs once.
 *
 * @throws UserError (exit code 2) if the builder throws, or returns no model or an invalid input size
 */
export function modelOfPoint(
  build: SpaceFunction,
  values: Values,
  input: ImageSize,
  classes: number,
  where: string,
): PointModel {
  const points = cachedPoints.get(build) ?? new Map<string, PointModel>();
  cachedPoints.set(build, points);
  const names = Object.keys(values).sort();
  const key = JSON.stringify([names.map((name) => [name, values[name]]), input, classes, where]);
  const cached = points.get(key);
  if (cached !== undefined) return cached;
  const model = buildPoint(build, values, input, classes, where);
  points.set(key, model);
  const [oldest] = points.keys();
  if (points.size > MAX_CACHED_POINTS && oldest !== undefined) points.delete(oldest);
  return model;
}

function buildPoint(
  build: SpaceFunction,
  values: Values,
  input: ImageSize,
  classes: number,
  where: string,
): PointModel {
  const { built } = runBuilder(build, values, input, classes, where);
  const isPlain = Array.isArray(built) || 'layers' in built || 'outputShape' in built;
  const {
    model,
    train,
    input: overrides,
  } = isPlain
    ? { model: built as readonly LayerSpec[] | Sequential, train: {}, input: undefined }
    : (built as Exclude<BuiltModel, readonly LayerSpec[] | Sequential>);
  if (model === undefined)
    throw new UserError(`the builder returned no model for ${describeValues(values)}`, {
      where,
      remedy: 'Return a list of layers, a Sequential, or { model, train }.',
      exitCode: 2,
    });
  const size = { ...input, ...overrides };
  for (const key of ['height', 'width'] as const)
    if (!Number.isSafeInteger(size[key]) || size[key] < 1)
      throw new UserError(`input.${key} is ${size[key]} for ${describeValues(values)}`, {
        where,
        remedy: 'Return positive integers as `input`, for example { height: 300, width: 100 }.',
        exitCode: 2,
      });
  return { builder: modelBuilder(() => model, where), train: train ?? {}, input: size };
}
