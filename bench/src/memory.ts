// `npm run memory -w @toonvision/bench`: the memory of a worker, and peak memory and time of one epoch on N and on 10 N samples.
import { type FileHandle, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { answerOf } from './answer.ts';
import { ARCHITECTURES, MODEL_NAMES } from './architectures.ts';
import { openEngine } from './engine.ts';
import { UsageError } from './flags.ts';
import { reasonOf } from './protocol.ts';
import { fillRandomBytes } from './randomImages.ts';
import { aligned } from './table.ts';

const HELP = `npm run memory -w @toonvision/bench -- [--samples 200] [--threads 2] [--folder <for the pixel file>]

Prints the memory of one worker for each model, then trains baseline for one epoch on N and on 10 N random samples and prints peak memory, time and their ratios.
Exit codes: 0 done, 1 failed, a worker has 64 MB or more, or memory grew by more than a tenth, 2 wrong flags.
`;

/** A tenth more memory for ten times the samples: the project's own limit. */
const MAX_GROWTH = 1.1;

/** Bytes of a worker's WebAssembly memory, at most. */
const WORKER_LIMIT = 64e6;

const { height, width, channels } = ARCHITECTURES.baseline;
const IMAGE_BYTES = height * width * channels;

interface Epoch {
  samples: number;
  peakBytes: number;
  seconds: number;
}

/** Writes `samples` images of random bytes, one image in memory at a time. */
async function writePixels(path: string, samples: number): Promise<void> {
  const image = new Uint8Array(IMAGE_BYTES);
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx');
    for (let index = 0; index < samples; index += 1) {
      fillRandomBytes(image, index + 1);
      await file.writeFile(image);
    }
  } finally {
    await file?.close();
  }
}

async function measureEpoch(path: string, samples: number, threads: number): Promise<Epoch> {
  await writePixels(path, samples);
  const args = [path, String(samples), String(threads)];
  const { peakBytes, seconds } = await answerOf('children/epoch', args, ['peakBytes', 'seconds']);
  return { samples, peakBytes, seconds };
}

function readFlags() {
  const options = {
    samples: { type: 'string', default: '200' },
    threads: { type: 'string', default: '2' },
    folder: { type: 'string', default: tmpdir() },
    help: { type: 'boolean' },
  } as const;
  try {
    const { values } = parseArgs({ options, strict: true });
    const [samples, threads] = [Number(values.samples), Number(values.threads)];
    if (!Number.isInteger(samples) || samples < 1)
      throw new Error(`--samples '${values.samples}' is not a whole number`);
    if (!Number.isInteger(threads) || threads < 1)
      throw new Error(`--threads '${values.threads}' is not a whole number`);
    return { samples, threads, folder: values.folder, help: values.help ?? false };
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}

async function main(): Promise<number> {
  const { samples, threads, folder, help } = readFlags();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const needed = samples * 10 * IMAGE_BYTES;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < needed)
    throw new Error(
      `${folder}: ${Math.ceil(needed / 1e6)} MB are needed for the pixel file; name another one with --folder`,
    );
  const workersFit = await reportWorkers();
  const own = await mkdtemp(join(folder, 'toonvision-memory-'));
  // Ctrl-C must not leave a file of 720 MB behind.
  const clean = (): Promise<void> => rm(own, { recursive: true, force: true });
  process.once('SIGINT', () => void clean().finally(() => process.exit(1)));
  const epochs: Epoch[] = [];
  try {
    for (const count of [samples, samples * 10]) {
      const path = join(own, `${count}.pixels`);
      epochs.push(await measureEpoch(path, count, threads));
      await rm(path);
    }
  } finally {
    await clean();
  }
  const code = report(epochs, threads);
  return workersFit ? code : 1;
}

/** Prints a worker's memory for its images, weights and activations; returns whether it is below the limit. */
async function reportWorkers(): Promise<boolean> {
  let fit = true;
  for (const name of MODEL_NAMES) {
    const { machine } = await openEngine(ARCHITECTURES[name]);
    const bytes = machine.bytes.length;
    const verdict = bytes < WORKER_LIMIT ? 'met' : 'NOT met';
    process.stdout.write(`one worker of ${name}: ${(bytes / 1e6).toFixed(1)} MB, < 64 MB ${verdict}\n`);
    fit &&= bytes < WORKER_LIMIT;
  }
  return fit;
}

function report(epochs: readonly Epoch[], threads: number): number {
  const rows = epochs.map(({ samples, peakBytes, seconds }) => [
    String(samples),
    `${Math.round(peakBytes / 1e6)} MB`,
    `${seconds.toFixed(2)} s`,
    (samples / seconds).toFixed(0),
  ]);
  const [few, many] = epochs;
  if (few === undefined || many === undefined) throw new Error('two epochs are due');
  const growth = many.peakBytes / few.peakBytes;
  const ratios = ['ratio', growth.toFixed(3), (many.seconds / few.seconds).toFixed(2), ''];
  process.stdout.write(
    `one epoch of baseline, ${threads} threads, batch 32, from a file of pixels; starting the workers included\n`,
  );
  for (const line of aligned([['samples', 'peak memory', 'time', 'images/s'], ...rows, ratios]))
    process.stdout.write(`${line}\n`);
  if (growth <= MAX_GROWTH) return 0;
  process.stdout.write(`memory grew by more than a tenth with ten times the samples\n`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n${error instanceof UsageError ? HELP : ''}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
