// What the bench and its children say to each other: one JSON object a line, checked on arrival.
//
// A child is started with its case as the only argument. When it is warm it prints `{"ready": "<versions>"}`, or
// `{"unavailable": "<reason>"}` and ends. Then each line on its input, a number of seconds, asks for one round; the
// answer is `{"images": n, "seconds": s}`. The end of its input ends it. The Python peers speak the same.
import { createInterface } from 'node:readline';
import { ARCHITECTURES, type Architecture, MODEL_NAMES, type ModelName } from './architectures.ts';

export const TASKS = ['training', 'inference'] as const;
export type Task = (typeof TASKS)[number];

/** What one child measures. */
export interface Case {
  model: ModelName;
  task: Task;
  threads: number;
  batch: number;
  /** Which way of writing it, for a library that is measured in several. */
  variant: string;
}

/** The first argument of a child: the case with the architecture spelled out, so that Python need not know ours. */
export type ChildArgument = Case & { architecture: Architecture };

export interface Round {
  images: number;
  seconds: number;
}

export type Message = { ready: string } | { unavailable: string } | Round;

/** Number of different batches a child cycles through, so that no contender works on cached pixels alone. */
export const BATCHES = 4;

/** The message in one line of a child's output, or undefined for any other line a library may print. */
export function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if ('ready' in value && typeof value.ready === 'string') return { ready: value.ready };
  if ('unavailable' in value && typeof value.unavailable === 'string') return { unavailable: value.unavailable };
  if (!('images' in value && 'seconds' in value)) return undefined;
  const { images, seconds } = value;
  if (typeof images !== 'number' || typeof seconds !== 'number' || !(images > 0) || !(seconds > 0)) return undefined;
  return { images, seconds };
}

/** Checks a child's argument; children are started by the bench, so a wrong one is a mistake of the caller's. */
export function parseCase(argument: string | undefined): Case {
  const value: unknown = JSON.parse(argument ?? 'null');
  if (typeof value !== 'object' || value === null) throw new Error(`no case in the arguments: ${argument}`);
  const field = (name: string): unknown => Reflect.get(value, name);
  const model = MODEL_NAMES.find((name) => name === field('model'));
  const task = TASKS.find((name) => name === field('task'));
  const [threads, batch, variant] = [field('threads'), field('batch'), field('variant')];
  if (model === undefined || task === undefined) throw new Error(`unknown model or task: ${argument}`);
  if (typeof threads !== 'number' || typeof batch !== 'number' || typeof variant !== 'string')
    throw new Error(`threads, batch and variant are due: ${argument}`);
  return { model, task, threads, batch, variant };
}

/** Any error as one short line, for a cell of the table. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n').find((line) => line.trim() !== '') ?? 'unknown error').trim().slice(0, 200);
}

/** The line of a dead process's error output that names the error; Node prints a stack and its version after it. */
export function errorLine(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((text) => /^(\w*Error|\w*Exception)\b/.test(text)) ?? lines.at(-1);
  return line?.trim().slice(0, 200);
}

function say(message: Message): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

export interface Prepared {
  /** Names and versions, for the header of the results. */
  versions: string;
  /** Works for about `seconds` and says what it did. */
  round: (seconds: number) => Promise<Round>;
}

/** The life of a child written in TypeScript: prepare and warm up, then a round for each line that comes. */
export async function serveRounds(prepare: (work: Case, architecture: Architecture) => Promise<Prepared>) {
  try {
    const work = parseCase(process.argv[2]);
    const { versions, round } = await prepare(work, ARCHITECTURES[work.model]);
    say({ ready: versions });
    for await (const line of createInterface({ input: process.stdin })) say(await round(Number(line)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    say({ unavailable: reasonOf(error) });
  }
  // Worker threads of a library may still be alive; nothing is left to be done.
  process.exit();
}

/** A round made of whole calls of `work`, each over `images` images. */
export async function repeatFor(seconds: number, images: number, work: () => Promise<void>): Promise<Round> {
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  do {
    await work();
    count += images;
    elapsed = (performance.now() - start) / 1000;
  } while (elapsed < seconds);
  return { images: count, seconds: elapsed };
}
