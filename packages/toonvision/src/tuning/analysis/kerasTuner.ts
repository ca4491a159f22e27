// Reads a KerasTuner project: oracle.json and trial_*/trial.json.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { readJson } from '../../files/index.ts';
import { builtInSpaces, modelOfPoint, type Values } from '../space/index.ts';
import { nonDominated } from '../study/front.ts';
import { type Importance, importance } from './importance.ts';

const value = z.union([z.number(), z.string(), z.boolean()]);
const trialSchema = z.object({
  trial_id: z.union([z.string(), z.number()]).transform(String),
  hyperparameters: z.object({
    space: z.array(z.object({ class_name: z.string(), config: z.looseObject({ name: z.string() }) })),
    values: z.record(z.string(), value.nullable()),
  }),
  score: z.number().nullish(),
  best_step: z.number().nullish(),
  status: z.string(),
});
const oracleSchema = z.looseObject({ ongoing_trials: z.unknown().optional() });

/** A trial of a KerasTuner project. */
export interface ImportedTrial {
  id: string;
  status: string;
  values: Values;
  /** null if the trial has no score. */
  score: number | null;
  bestStep: number | null;
  /** Whether its best step is within 5% of the largest best step of all trials: the budget may have cut it short. */
  cutShort: boolean;
  /** Parameters of the original study's model at 600x200x3 and 4 classes; null for other spaces. */
  parameters: number | null;
  multiplyAdds: number | null;
}

/** A KerasTuner project. */
export interface ImportedStudy {
  objective: string;
  hyperparameters: { name: string; kind: string }[];
  trials: ImportedTrial[];
  /** Ids of the Pareto front of score and parameters, smallest model first. */
  front: string[];
  importance: Importance[];
}

const ARTICLE_DEFAULTS = { conv_1_kernel_size: 3, conv_2_kernel_size: 3, learning_rate: 1e-3, padding: 'same' };

function sizeOf(values: Values): { parameters: number; multiplyAdds: number } | undefined {
  const point = { ...ARTICLE_DEFAULTS, dropout_1_rate: 0, dropout_2_rate: 0, ...values };
  const needed = ['conv_1_filters', 'pool_1_size', 'pool_2_size', 'conv_2_filters', 'pool_3_size', 'pool_4_size'];
  if (!needed.every((name) => Object.hasOwn(values, name))) return undefined;
  try {
    const input = { height: 600, width: 200, channels: 3 };
    const { parameters, multiplyAdds } = modelOfPoint(builtInSpaces.article, point, input, 4, 'article').builder(
      input,
      4,
    );
    return { parameters, multiplyAdds };
  } catch {
    // Invalid points have no size.
    return undefined;
  }
}

/**
 * Reads a project of KerasTuner 1.x.
 *
 * @throws UserError if the folder is not a KerasTuner project or a file is damaged
 * @example
 * const { front, trials } = await importKerasTuner('keras-tuner');
 */
export async function importKerasTuner(folder: string): Promise<ImportedStudy> {
  const remedy = 'Pass the folder of a KerasTuner project, which contains oracle.json and trial_* folders.';
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) throw new UserError('folder not found', { where: folder, remedy, exitCode: 2 });
  if ((await stat(join(folder, 'oracle.json')).catch(() => undefined)) === undefined)
    throw new UserError('oracle.json not found', { where: folder, remedy, exitCode: 2 });
  await readJson(join(folder, 'oracle.json'), oracleSchema, { remedy: 'The file is damaged; restore it.' });
  const trials: ImportedTrial[] = [];
  const kinds = new Map<string, string>();
  for (const { name } of entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('trial_'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, name, 'trial.json');
    const trial = await readJson(path, trialSchema, {
      remedy: 'The file is damaged; restore it or delete its folder.',
    });
    for (const { class_name: kind, config } of trial.hyperparameters.space) kinds.set(config.name, kind);
    const values = Object.fromEntries(
      Object.entries(trial.hyperparameters.values).filter(
        (entry): entry is [string, string | number | boolean] => entry[1] !== null,
      ),
    );
    const size = sizeOf(values);
    trials.push({
      id: trial.trial_id,
      status: trial.status.toLowerCase(),
      values,
      score: trial.score ?? null,
      bestStep: trial.best_step ?? null,
      cutShort: false,
      parameters: size?.parameters ?? null,
      multiplyAdds: size?.multiplyAdds ?? null,
    });
  }
  if (trials.length === 0) throw new UserError('no trials found', { where: folder, remedy, exitCode: 2 });
  const last = Math.max(...trials.map(({ bestStep }) => bestStep ?? 0));
  for (const trial of trials) trial.cutShort = trial.bestStep !== null && trial.bestStep >= 0.95 * last;
  const scored = trials.filter(({ score, parameters }) => score !== null && parameters !== null);
  const front = nonDominated(scored.map(({ score, parameters }) => [score ?? 0, parameters ?? 0]))
    .flatMap((x) => scored[x] ?? [])
    .sort((a, b) => (a.parameters ?? 0) - (b.parameters ?? 0))
    .map(({ id }) => id);
  const withScore = trials.filter(({ score }) => score !== null);
  const names = [...kinds.keys()].filter((name) => new Set(withScore.map(({ values }) => values[name])).size > 1);
  const column = (name: string) => {
    const distinct = [...new Set(withScore.map(({ values }) => values[name]))];
    return withScore.map(({ values }) =>
      typeof values[name] === 'number' ? Number(values[name]) : distinct.indexOf(values[name]),
    );
  };
  const columns = names.map(column);
  return {
    objective: 'score',
    hyperparameters: [...kinds].map(([name, kind]) => ({ name, kind })),
    trials,
    front,
    importance: importance(
      names,
      withScore.map((_, row) => columns.map((values) => values[row] ?? 0)),
      withScore.map(({ score }) => Math.log(Math.max(1e-9, score ?? 0))),
    ),
  };
}
