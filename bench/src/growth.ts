// `npm run growth -w @toonvision/bench`: how our time grows with area, channels, batch and samples, and what two threads gain.
import { ARCHITECTURES, MODEL_NAMES } from './architectures.ts';
import { runCommand } from './command.ts';
import { describeMachine, loadWarning } from './machine.ts';
import { median } from './median.ts';
import { type OurWork, prepareOurs } from './ourRounds.ts';
import { TASKS } from './protocol.ts';
import { aligned, rate } from './table.ts';
import { TWO_THREADS_TARGET, verdict } from './targets.ts';

const HELP = `npm run growth -w @toonvision/bench -- [--rounds 7] [--pairs 25] [--seconds 0.15] [--threads 1]

Time of baseline with growing images, input channels, batches and numbers of samples: microseconds per image, and for
one unit of what grows, which stays the same where growth is linear (median of --rounds). Then 2 threads against 1 for both
models: the median of --pairs short rounds that take turns. Exit codes: 0 done, 1 failed, 2 wrong flags.
`;

const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** One value of what grows. */
interface Point {
  label: string;
  work: Omit<OurWork, 'task' | 'threads'>;
  /** Units per image. */
  units: number;
}

interface Series {
  what: string;
  /** What a unit is: the second column of each task. */
  unit: string;
  points: readonly Point[];
}

const base = ARCHITECTURES.baseline;
const BATCH = 32;

const area: Series = {
  what: 'image',
  unit: 'us per 1,000 pixels',
  points: [1, 2, 4, 8].map((factor) => {
    const architecture = { ...base, height: 150 * factor, width: 50 * factor };
    const { height, width } = architecture;
    return { label: `${height}x${width}`, work: { architecture, batch: BATCH }, units: (height * width) / 1000 };
  }),
};

// Only the load, the first convolution and its gradient grow with the channels; a line with a constant part is due.
const channels: Series = {
  what: 'input channels',
  unit: 'us per channel',
  points: [1, 2, 3, 4, 6, 8, 12].map((count) => ({
    label: String(count),
    work: { architecture: { ...base, channels: count }, batch: BATCH },
    units: count,
  })),
};

const batch: Series = {
  what: 'batch',
  unit: 'us per image',
  points: [1, 8, 16, 32, 64, 128].map((size) => ({
    label: String(size),
    work: { architecture: base, batch: size, samples: 256 },
    units: 1,
  })),
};

const samples: Series = {
  what: 'samples',
  unit: 'us per image',
  points: [64, 128, 256, 512, 1024].map((count) => ({
    label: String(count),
    work: { architecture: base, batch: BATCH, samples: count },
    units: 1,
  })),
};

/** Seconds per image of each task; tasks take turns, every second round in reverse order. */
async function secondsPerImage(works: readonly OurWork[], rounds: number, seconds: number): Promise<number[][]> {
  const running = [];
  for (const work of works) running.push({ round: await prepareOurs(work), times: [] as number[] });
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? running : running.toReversed()) {
      const done = await one.round(seconds);
      one.times.push(done.seconds / done.images);
    }
  }
  return running.map(({ times }) => times);
}

async function printSeries({ what, unit, points }: Series, threads: number, rounds: number, seconds: number) {
  const columns: string[][] = [];
  for (const task of TASKS) {
    const works = points.map(({ work }) => ({ ...work, task, threads }));
    const times = (await secondsPerImage(works, rounds, seconds)).map((all) => median(all) * 1e6);
    columns.push([`${task}, us per image`, ...times.map(rate)]);
    // If an image is the unit, the first column is enough.
    if (points.some(({ units }) => units !== 1))
      columns.push([unit, ...times.map((time, index) => rate(time / (points[index]?.units ?? Number.NaN)))]);
    // The line from the first point to this one: constant where a fixed part is all that keeps growth from proportion.
    if (points.some(({ units }) => units !== 1))
      columns.push([
        'each further',
        ...times.map((time, index) => (index === 0 ? '' : slope(times, points, index, time))),
      ]);
  }
  const labels = [what, ...points.map(({ label }) => label)];
  print();
  for (const line of aligned(labels.map((label, row) => [label, ...columns.map((column) => column[row] ?? '')])))
    print(line);
}

function slope(times: readonly number[], points: readonly Point[], index: number, time: number): string {
  const [before, from, to] = [times[index - 1], points[index - 1]?.units, points[index]?.units];
  if (before === undefined || from === undefined || to === undefined) return '';
  return rate((time - before) / (to - from));
}

async function printThreads(pairs: number, seconds: number): Promise<void> {
  print(`\n2 threads against 1, median of ${pairs} pairs of rounds that take turns (first and third quarter)`);
  for (const model of MODEL_NAMES) {
    for (const task of TASKS) {
      const work = { architecture: ARCHITECTURES[model], batch: BATCH, task };
      const works = [1, 2].map((threads) => ({ ...work, threads }));
      const [one = [], two = []] = await secondsPerImage(works, pairs, seconds);
      const gains = one.map((time, index) => time / (two[index] ?? Number.NaN)).toSorted((a, b) => a - b);
      const gain = median(gains);
      const [low, high] = [gains[gains.length >> 2] ?? gain, gains[(gains.length * 3) >> 2] ?? gain];
      const aim = verdict(gain, TWO_THREADS_TARGET);
      print(`  ${task} of ${model}: ${rate(gain)} times (${rate(low)} to ${rate(high)}), ${aim}`);
    }
  }
}

await runCommand(HELP, { rounds: 7, pairs: 25, seconds: 0.15, threads: 1 }, async (flags) => {
  const machine = describeMachine();
  print(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load average before ${machine.loadBefore}`);
  const warning = loadWarning(machine);
  if (warning !== undefined) print(warning);
  print(
    `baseline's layers, ${base.height}x${base.width}x${base.channels}, batch ${BATCH}, ${flags.threads} thread(s), where nothing else is said`,
  );
  for (const series of [area, channels, batch, samples])
    await printSeries(series, flags.threads, flags.rounds, flags.seconds);
  await printThreads(flags.pairs, flags.seconds);
  return 0;
});
