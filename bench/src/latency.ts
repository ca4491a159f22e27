// `npm run latency -w @toonvision/bench`: milliseconds for a single image, cold and warm, next to onnxruntime-node.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelFiles } from '@toonvision/nn';
import { answerOf } from './answer.ts';
import { ARCHITECTURES, MODEL_NAMES } from './architectures.ts';
import type { LatencyCase } from './children/latency.ts';
import { runCommand } from './command.ts';
import { describeMachine, loadWarning } from './machine.ts';
import { median } from './median.ts';
import { modelWeights, onnxModel } from './onnxModel.ts';
import { ourModel } from './ourModel.ts';
import { aligned } from './table.ts';

const HELP = `npm run latency -w @toonvision/bench -- [--rounds 7] [--repeats 50]

Milliseconds from the bytes of one image to probabilities. Cold: the first prediction of a fresh process, import of the
library and loading of the model file included (median of --rounds processes each, taking turns); warm: the median of
--repeats predictions after as many. Exit codes: 0 done, 1 failed, 2 wrong flags.
`;

type Contender = Pick<LatencyCase, 'library' | 'threads'> & { label: string };

const CONTENDERS: readonly Contender[] = [
  { label: '@toonvision/nn, openPredictor', library: 'ours', threads: 0 },
  { label: '@toonvision/nn, predict with 1 worker', library: 'ours', threads: 1 },
  { label: '@toonvision/nn, predict with 2 workers', library: 'ours', threads: 2 },
  { label: 'onnxruntime, floats in, 1 thread', library: 'float32', threads: 1 },
  { label: 'onnxruntime, floats in, 2 threads', library: 'float32', threads: 2 },
  { label: 'onnxruntime, bytes in, 1 thread', library: 'uint8', threads: 1 },
  { label: 'onnxruntime, bytes in, 2 threads', library: 'uint8', threads: 2 },
];

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** The same weights as a model of ours and as ONNX files. */
async function writeModels(folder: string, name: (typeof MODEL_NAMES)[number]): Promise<void> {
  const architecture = ARCHITECTURES[name];
  const model = ourModel(architecture);
  const { modelJson, weights } = modelFiles(model);
  await mkdir(folder);
  await writeFile(join(folder, 'model.json'), modelJson);
  await writeFile(join(folder, 'weights.safetensors'), weights);
  for (const input of ['float32', 'uint8'] as const)
    await writeFile(
      join(folder, `${input}.onnx`),
      onnxModel(architecture, modelWeights(architecture, model.weights()), input),
    );
}

await runCommand(HELP, { rounds: 7, repeats: 50 }, async ({ rounds, repeats }) => {
  const machine = describeMachine();
  print(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load average before ${machine.loadBefore}`);
  const warning = loadWarning(machine);
  if (warning !== undefined) print(warning);
  const own = await mkdtemp(join(tmpdir(), 'toonvision-latency-'));
  try {
    for (const model of MODEL_NAMES) {
      const folder = join(own, model);
      await writeModels(folder, model);
      const times = CONTENDERS.map((contender) => ({ contender, cold: [] as number[], warm: [] as number[] }));
      for (let round = 0; round < rounds; round += 1) {
        for (const { contender, cold, warm } of round % 2 === 0 ? times : times.toReversed()) {
          const { library, threads } = contender;
          const work: LatencyCase = { model, library, threads, folder, repeats };
          const answer = await answerOf('children/latency', [JSON.stringify(work)], ['cold', 'warm'], 60_000);
          cold.push(answer.cold);
          warm.push(answer.warm);
        }
      }
      print(`\n${model}, one image of 600x200x3 bytes, ms, median of ${rounds} processes`);
      const rows = times.map(({ contender, cold, warm }) => [
        contender.label,
        median(cold).toFixed(1),
        median(warm).toFixed(2),
      ]);
      for (const line of aligned([['', 'cold', 'warm'], ...rows])) print(line);
    }
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return 0;
});
