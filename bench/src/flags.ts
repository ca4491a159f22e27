// The flags of the bench: read, checked, and the help text.
import { parseArgs } from 'node:util';
import { MODEL_NAMES, type ModelName } from './architectures.ts';
import { GROUPS, type Group } from './contenders.ts';
import { TASKS, type Task } from './protocol.ts';

export interface Settings {
  groups: readonly Group[];
  models: readonly ModelName[];
  tasks: readonly Task[];
  threads: readonly number[];
  batch: number;
  rounds: number;
  /** Least length of a round. */
  seconds: number;
  quick: boolean;
  /** The Python that has PyTorch; undefined where none has. */
  python: string | undefined;
  /** Where the results go; undefined for bench/results/<date>.json. */
  json: string | undefined;
}

/** A flag that makes no sense: printed without a stack trace, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const HELP = `npm run bench -- [flags]

Training and inference, images/s, of @toonvision/nn next to PyTorch, onnxruntime-node, tfjs and jax-js.

  --only ours,torch,ort,...    measure only these; also tfjs, jax
  --models baseline,tuned      measure only these models
  --tasks training,inference   measure only these tasks
  --threads 1,2                thread counts (default 1,2)
  --batch 32                   images a batch
  --rounds 3                   rounds; their median counts
  --seconds 0.5                least length of a round
  --quick                      under a minute: 2 threads only, 2 short rounds, without jax-js, tfjs cpu and PyTorch NCHW
  --python <program>           the Python that has PyTorch (default python3, then /usr/bin/python3)
  --json <file>                where the results go (default bench/results/<date>.json)
  --help                       this text

Exit codes: 0 done, 1 a measurement of ours failed or its outputs differ from onnxruntime's, 2 wrong flags.
`;

const OPTIONS = {
  only: { type: 'string' },
  models: { type: 'string' },
  tasks: { type: 'string' },
  threads: { type: 'string' },
  batch: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  quick: { type: 'boolean' },
  python: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** The settings that `args` ask for, or undefined when they ask for help. */
export function parseFlags(args: readonly string[]): Settings | undefined {
  const { values } = readArgs(args);
  if (values.help) return undefined;
  const quick = values.quick ?? false;
  return {
    groups: choices('only', values.only, GROUPS),
    models: choices('models', values.models, MODEL_NAMES),
    tasks: choices('tasks', values.tasks, TASKS),
    threads: (values.threads ?? (quick ? '2' : '1,2')).split(',').map((value) => wholeNumber('threads', value, 64)),
    batch: wholeNumber('batch', values.batch ?? '32', 1024),
    rounds: wholeNumber('rounds', values.rounds ?? (quick ? '2' : '3'), 1000),
    seconds: positive('seconds', values.seconds ?? (quick ? '0.25' : '0.5')),
    quick,
    python: values.python,
    json: values.json,
  };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function choices<T extends string>(flag: string, value: string | undefined, known: readonly T[]): readonly T[] {
  if (value === undefined) return known;
  const asked = value.split(',').map((part) => part.trim());
  for (const one of asked)
    if (!known.some((name) => name === one))
      throw new UsageError(`--${flag} '${one}' is not known; it takes ${known.join(', ')}, separated by commas`);
  return known.filter((name) => asked.includes(name));
}

function wholeNumber(flag: string, value: string, most: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > most || value.trim() === '')
    throw new UsageError(`--${flag} '${value}' is not a whole number from 1 to ${most}`);
  return number;
}

function positive(flag: string, value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 60)) throw new UsageError(`--${flag} '${value}' is not a number above 0 and up to 60`);
  return number;
}
