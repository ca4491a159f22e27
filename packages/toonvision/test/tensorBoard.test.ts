// Event files of runs, checked with an independent reader: framing, checksums, scalars, histograms, graph, HParams.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { findModel } from '../src/models/index.ts';
import { crc32c } from '../src/tensorboard/crc32c.ts';
import { computeHistogram } from '../src/tensorboard/histogram.ts';
import { ensureSplit, evaluateRun, loadRunModel, readRun, resumeRun, trainRun } from '../src/training/index.ts';
import { colorProject } from './cliProcess.ts';
import { fieldsOf, type ReadEvent, readEvents, readRecords, slowCrc32c } from './tensorBoardReader.ts';

const MODEL = `import { layers } from '@toonvision/nn';
export default (_input, classes) => [
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 4 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;

let folder: string;
let project: Project;
beforeAll(async () => {
  folder = await colorProject(20);
  await writeFile(join(folder, 'tiny.ts'), MODEL);
  project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function train(name: string, stopAfter = Number.POSITIVE_INFINITY, tensorBoard?: boolean) {
  const { build } = await findModel(join(folder, 'tiny.ts'));
  const abort = new AbortController();
  let done = 0;
  const onBatch = () => {
    done += 1;
    if (done === stopAfter) abort.abort();
  };
  const modelFile = join(folder, 'tiny.ts');
  const settings = { epochs: 3, batchSize: 8, name, tensorBoard, signal: abort.signal, onBatch };
  return trainRun({ project, model: build, modelName: 'tiny', modelFile, ...settings });
}

async function eventsOf(run: string): Promise<ReadEvent[][]> {
  const path = join(project.paths.runs, run, 'tensorboard');
  const names = (await readdir(path)).sort();
  for (const name of names) expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\./);
  return Promise.all(names.map(async (name) => readEvents(await readFile(join(path, name)))));
}

const numbers = (packed: unknown) => {
  const bytes = packed as Uint8Array;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, at) => view.getFloat64(at * 8, true));
};

describe('checksums', () => {
  it('match the CRC-32C check value, the examples of RFC 3720 and a bitwise implementation', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    for (let length = 0; length < 300; length += 7) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 167 + length * 31) >>> 2);
      expect(crc32c(bytes)).toBe(slowCrc32c(bytes));
    }
  });

  it('reveal truncated and modified files', async () => {
    const { directory } = await train('damaged');
    const [name] = await readdir(join(directory, 'tensorboard'));
    const bytes = await readFile(join(directory, 'tensorboard', name!));
    expect(() => readRecords(bytes.subarray(0, bytes.length - 3))).toThrow();
    bytes[bytes.length - 30]! ^= 1;
    expect(() => readRecords(bytes)).toThrow('data at');
  });
});

describe('the events of a run', () => {
  it('contain the scalars of its history and histograms of all weights and gradients', async () => {
    const { record, directory } = await train('logged');
    const [events] = await eventsOf('logged');
    expect(events![0]).toMatchObject({ fileVersion: 'brain.Event:2' });
    const history = JSON.parse(await readFile(join(directory, 'history.json'), 'utf8')) as Record<string, number>[];
    for (const epoch of history) {
      const { values, wallTime } = events!.find(({ step }) => step === epoch.epoch)!;
      expect(Math.abs(wallTime - Date.now() / 1000)).toBeLessThan(600);
      const scalar = (tag: string) => values.find((value) => value.tag === tag)?.scalar;
      for (const [tag, name] of [
        ['train/loss', 'loss'],
        ['validation/loss', 'valLoss'],
        ['validation/accuracy', 'valAccuracy'],
        ['train/recall', 'recall'],
        ['learningRate', 'learningRate'],
      ] as const)
        expect(scalar(tag), tag).toBe(Math.fround(epoch[name]!));
      for (const kind of ['weights', 'gradients']) {
        const histograms = values.filter(({ tag }) => tag.endsWith(`/${kind}`));
        expect(histograms.map(({ tag }) => tag)).toContain(`conv2d/kernel/${kind}`);
        const counts = histograms.map(({ histogram }) => histogram!.get(3)![0] as number);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(record.model.parameters);
        for (const { histogram } of histograms) {
          const [limits, buckets] = [numbers(histogram!.get(6)![0]), numbers(histogram!.get(7)![0])];
          expect(limits.length).toBe(buckets.length);
          expect(limits).toEqual([...limits].sort((a, b) => a - b));
          expect(buckets.reduce((sum, count) => sum + count, 0)).toBe(histogram!.get(3)![0]);
        }
      }
    }
    // The weights are restored to the best epoch, so the ranges are comparable only if it is the last one.
    const last = events!.findLast(({ values }) => values.some(({ tag }) => tag === 'dense/kernel/weights'))!;
    const model = await loadRunModel(await readRun(project, 'logged'));
    const kernel = model.weights().find(({ name }) => name === 'dense/kernel')!;
    if (record.result?.bestEpoch === last.step) {
      const histogram = last.values.find(({ tag }) => tag === 'dense/kernel/weights')!.histogram!;
      expect(histogram.get(1)![0]).toBe(Math.min(...kernel.data));
      expect(histogram.get(2)![0]).toBe(Math.max(...kernel.data));
    }
  });

  it('contain the graph with one node per layer and the hyperparameters', async () => {
    const [events] = await eventsOf('logged');
    const graph = fieldsOf(events!.find((event) => event.graph !== undefined)!.graph!);
    const nodes = graph.get(1)!.map((node) => fieldsOf(node as Uint8Array));
    const text = (field: unknown) => new TextDecoder().decode(field as Uint8Array);
    const names = nodes.map((node) => text(node.get(1)![0]));
    expect(names).toEqual(['input', 'rescaling', 'conv2d', 'maxPooling2d', 'flatten', 'dense']);
    nodes.slice(1).forEach((node, at) => {
      expect(text(node.get(3)![0])).toBe(names[at]);
    });
    const tags = events!.flatMap(({ values }) => values.filter(({ plugin }) => plugin === 'hparams'));
    expect(tags.map(({ tag }) => tag)).toEqual([
      '_hparams_/experiment',
      '_hparams_/session_start_info',
      '_hparams_/session_end_info',
    ]);
    const start = fieldsOf(fieldsOf(tags[1]!.content!).get(3)![0] as Uint8Array);
    const entries = start.get(1)!.map((entry) => text(fieldsOf(entry as Uint8Array).get(1)![0]));
    expect(entries).toEqual(expect.arrayContaining(['model', 'seed', 'learningRate', 'classWeight']));
  });

  it('contain the evaluation: metrics, and images of the confusion matrix and of wrong samples', async () => {
    const { evaluation } = await evaluateRun({ project, run: await readRun(project, 'logged'), split: 'val' });
    const [, added] = await eventsOf('logged');
    const { values, step } = added!.find(({ values }) => values.length > 0)!;
    expect(step).toBe((await readRun(project, 'logged')).record.result?.bestEpoch);
    for (const [name, value] of Object.entries(evaluation.metrics))
      expect(values.find(({ tag }) => tag === `val/${name}`)?.scalar, name).toBe(Math.fround(value ?? Number.NaN));
    const images = values.filter(({ image }) => image !== undefined);
    expect(images.map(({ tag }) => tag)).toEqual([
      'val/confusionMatrix',
      ...(evaluation.wrong > 0 ? ['val/wrongSamples'] : []),
    ]);
    for (const { image } of images) {
      const { width, height, format } = await sharp(image!.get(4)![0] as Uint8Array).metadata();
      expect([format, BigInt(height), BigInt(width)]).toEqual(['png', image!.get(1)![0], image!.get(2)![0]]);
    }
  });

  it('continue in another file when the run is resumed, without changing its weights', async () => {
    expect((await train('stopped', 5)).record.status).toBe('interrupted');
    const { record } = await resumeRun({ project, name: 'stopped' });
    const whole = await readRun(project, 'logged');
    expect(record.result?.weightsSha256).toBe(whole.record.result?.weightsSha256);
    const files = await eventsOf('stopped');
    expect(files).toHaveLength(2);
    const steps = files
      .flat()
      .flatMap(({ step, values }) => (values.some(({ tag }) => tag === 'train/loss') ? [step] : []));
    expect([...new Set(steps)].sort()).toEqual([1, 2, 3]);
  });

  it('are not written if disabled, with the same weights', async () => {
    const { record, directory } = await train('plain', undefined, false);
    expect(await readdir(directory)).not.toContain('tensorboard');
    const logged = await readRun(project, 'logged');
    expect(record.result?.weightsSha256).toBe(logged.record.result?.weightsSha256);
  });
});

describe('a histogram', () => {
  it('assigns each value to the bucket whose limits enclose it', () => {
    const values = [-2, -1e-13, 0, 0, 1e-13, 0.5, 0.55, 3e30, Number.NaN];
    const { limits, counts, count, min, max, sum } = computeHistogram(values);
    expect([count, min, max]).toEqual([8, -2, 3e30]);
    expect(sum).toBe(values.slice(0, -1).reduce((total, value) => total + value, 0));
    limits.forEach((limit, at) => {
      const before = limits[at - 1] ?? Number.NEGATIVE_INFINITY;
      expect(counts[at], `${before} to ${limit}`).toBe(
        values.filter((value) => value >= before && value < limit).length,
      );
    });
    // Consecutive empty buckets are merged.
    expect(counts.every((count, at) => count > 0 || counts[at + 1] !== 0)).toBe(true);
    expect(limits.length).toBeLessThan(20);
    expect(computeHistogram([]).count).toBe(0);
  });
});
