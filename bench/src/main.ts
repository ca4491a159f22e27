// `npm run bench`: images per second of @toonvision/nn next to other frameworks, as a table and as JSON.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareOutputs, type OutputCheck, TOLERANCE } from './compareOutputs.ts';
import { CONTENDERS, type Contender, findTorchPython } from './contenders.ts';
import { HELP, parseFlags, type Settings, UsageError } from './flags.ts';
import { describeMachine, loadWarning, type Machine } from './machine.ts';
import { cellsOf, type Measurement, measureCell, spreadWarning } from './measure.ts';
import { reasonOf } from './protocol.ts';
import { rate, taskTable } from './table.ts';
import { TWO_THREADS_TARGET, verdict } from './targets.ts';

const print = (line = ''): void => void process.stdout.write(`${line}\n`);
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args);
  if (flags === undefined) {
    print(HELP);
    return 0;
  }
  const started = new Date();
  const machine = describeMachine();
  printMachine(machine);
  const python = flags.groups.includes('torch') ? findTorchPython(flags.python) : undefined;
  if (flags.python !== undefined && flags.groups.includes('torch') && python === undefined)
    throw new UsageError(`--python '${flags.python}' has no torch`);
  const settings = { ...flags, python };
  const contenders = CONTENDERS.filter(
    ({ group, slow }) => settings.groups.includes(group) && !(settings.quick && slow === true),
  );
  const outputs =
    settings.groups.includes('ours') && settings.groups.includes('ort') ? await compareOutputs() : undefined;
  const measurements = await measureAll(contenders, settings);
  printTables(contenders, settings, measurements);
  printSummary(measurements, outputs);
  const warning = spreadWarning(measurements);
  if (warning !== undefined) print(warning);
  const path = settings.json ?? defaultPath(started);
  const seconds = Math.round((Date.now() - started.getTime()) / 1000);
  const record = { date: started.toISOString(), seconds, machine, settings, outputs, measurements };
  try {
    // Only our own folder is made: a file the user names goes into a folder that is there.
    if (settings.json === undefined) await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(record, null, 2)}\n`);
  } catch (error) {
    process.stderr.write(`${path}: cannot be written (${reasonOf(error)}); name another file with --json\n`);
    return 1;
  }
  print(`\n${seconds} s; written to ${relative(process.cwd(), path)}`);
  const failed = measurements.some(
    ({ contender, imagesPerSecond }) => contender === 'ours' && imagesPerSecond === null,
  );
  return failed || outputs?.passed === false ? 1 : 0;
}

function printMachine(machine: Machine): void {
  const { cpu, cores, memoryGiB, node, system, loadBefore } = machine;
  print(`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}, load average before ${loadBefore}`);
  const warning = loadWarning(machine);
  if (warning !== undefined) print(warning);
}

async function measureAll(contenders: readonly Contender[], settings: Settings): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const cells = cellsOf(settings);
  for (const [index, cell] of cells.entries()) {
    const { model, task, threads } = cell;
    progress(`[${index + 1}/${cells.length}] ${task}, ${model}, ${threads} thread${threads === 1 ? '' : 's'}`);
    measurements.push(...(await measureCell(cell, contenders, settings, measurements)));
  }
  return measurements;
}

function printTables(contenders: readonly Contender[], settings: Settings, measurements: readonly Measurement[]) {
  const cells = cellsOf(settings);
  for (const task of settings.tasks) {
    const compared = settings.groups.includes('ours') ? ', ours divided by each, and the target for it' : '';
    print(`\n${task}, images/s${compared} (600x200x3 bytes, batch ${settings.batch}, median of ${settings.rounds})`);
    const ofTask = cells.filter((cell) => cell.task === task);
    for (const line of taskTable(ofTask, contenders, measurements, settings.batch)) print(line);
  }
  const versions = new Set(measurements.flatMap(({ versions }) => (versions === undefined ? [] : [versions])));
  if (versions.size > 0) print(`\n${[...versions].join(', ')}`);
}

function printSummary(measurements: readonly Measurement[], outputs: OutputCheck | undefined): void {
  const find = (contender: string, model: string, task: string, threads: number): number | undefined =>
    measurements.find((x) => x.contender === contender && x.model === model && x.task === task && x.threads === threads)
      ?.imagesPerSecond ?? undefined;
  for (const { model, task, threads, contender, imagesPerSecond } of measurements) {
    const single = find('ours', model, task, 1);
    if (contender !== 'ours' || threads === 1 || imagesPerSecond === null || single === undefined) continue;
    const gain = imagesPerSecond / single;
    const aim = threads === 2 ? ` (${verdict(gain, TWO_THREADS_TARGET)})` : '';
    print(`ours, ${task} of ${model}: ${threads} threads are ${rate(gain)} times one thread${aim}`);
  }
  if (outputs === undefined) return;
  if (outputs.note !== undefined) {
    print(`outputs not compared with onnxruntime's: ${outputs.note}`);
    return;
  }
  const differences = Object.entries(outputs.maxDifference).map(
    ([model, difference]) => `${model} ${difference?.toExponential(1) ?? 'not a number'}`,
  );
  const failure = outputs.passed ? '' : `, ABOVE ${TOLERANCE}: they do not compute the same`;
  print(`largest difference to onnxruntime's outputs: ${differences.join(', ')}${failure}`);
}

/** bench/results/ of this package; the name sorts by time and is legal on every file system. */
function defaultPath(date: Date): string {
  const name = date.toISOString().slice(0, 19).replaceAll(':', '-');
  return fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\nnpm run bench -- --help lists the flags\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : reasonOf(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
