// The trainer: a worker that decodes pictures and trains, so that the page never waits.
import { ModelError, modelFiles, onnxModel, type Sequential } from '@toonvision/nn';
import { type Classifier, type Labels, makeClassifier } from 'toonvision/page';
import { decodePicture } from './decodePicture.ts';
import type { FromTrainer, PictureFile, Settings, ToTrainer, Trained } from './messages.ts';
import {
  classesOf,
  type PictureSet,
  RESIZING,
  readPictures,
  sidesOf,
  suitableInput,
  threadsFor,
} from './pictureSet.ts';
import { trainPictures, tunedModel } from './trainPictures.ts';

/** What a dedicated worker's global object offers; the library of types for pages lacks it. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<ToTrainer>) => void): void;
  postMessage(message: FromTrainer): void;
}
const scope = globalThis as unknown as WorkerScope;
const say = (message: FromTrainer): void => scope.postMessage(message);

/** Milliseconds between two messages about how far it is. */
const PACE = 100;

let pictures: PictureFile[] = [];
let classes: string[] = [];
let read: { size: string; set: PictureSet } | undefined;
let stopping = new AbortController();
let classifier: Classifier | undefined;

/** Calls on at most ten times a second. */
function paced<Values extends unknown[]>(tell: (...values: Values) => void): (...values: Values) => void {
  let last = 0;
  return (...values) => {
    if (performance.now() - last < PACE) return;
    last = performance.now();
    tell(...values);
  };
}

async function open(given: PictureFile[]): Promise<void> {
  read = undefined;
  pictures = [];
  const found = classesOf(given);
  pictures = given;
  classes = found.map(({ name }) => name);
  say({ kind: 'opened', classes: found, input: await suitableInput(given) });
}

/** The pictures at that size, from memory where only other settings have changed. */
async function pictureSet(settings: Settings, signal: AbortSignal): Promise<PictureSet> {
  const size = `${settings.height}x${settings.width}`;
  // What does not fit into memory is drawn by the seed.
  const key = read?.set.left === 0 ? size : `${size} ${settings.seed}`;
  if (read?.size === key) return read.set;
  read = undefined;
  const onProgress = paced((done: number, of: number) => say({ kind: 'preparing', done, of }));
  const set = await readPictures(pictures, { classes, settings, signal, onProgress });
  read = { size: set.left === 0 ? size : `${size} ${settings.seed}`, set };
  return set;
}

function filesOf(model: Sequential, labels: Labels): Trained['files'] {
  const { modelJson, weights } = modelFiles(model);
  const metadata = { classes: JSON.stringify(labels.classes), input: JSON.stringify(labels.input) };
  const text = (content: string) => new TextEncoder().encode(content);
  return [
    { name: 'model.onnx', type: 'application/octet-stream', content: onnxModel(model, { input: 'bytes', metadata }) },
    { name: 'model.json', type: 'application/json', content: text(modelJson) },
    { name: 'weights.safetensors', type: 'application/octet-stream', content: weights },
    { name: 'labels.json', type: 'application/json', content: text(`${JSON.stringify(labels, null, 2)}\n`) },
  ].map(({ content, ...file }) => ({ ...file, content: new Uint8Array(content) }));
}

async function train(settings: Settings, signal: AbortSignal): Promise<void> {
  // A size that the model cannot take is told of before a thousand pictures are decoded.
  const { parameters } = tunedModel(settings, classes.length);
  const set = await pictureSet(settings, signal);
  const { images, labels, groups, left, faults } = set;
  const sides = sidesOf(set, settings.seed);
  const threads = threadsFor(images.store.kind === 'memory' ? images.store.buffer.byteLength : 0, {
    cores: navigator.hardwareConcurrency,
    isShared: typeof SharedArrayBuffer === 'function',
  });
  const alike = groups.length - new Set(groups).size;
  const sizes = { train: sides.train.length, val: sides.val.length };
  say({ kind: 'prepared', ...sizes, left, alike, faults, threads, parameters });

  const began = performance.now();
  const onBatch = paced(
    ({
      epoch,
      batch,
      batches,
      imagesPerSecond,
    }: {
      epoch: number;
      batch: number;
      batches: number;
      imagesPerSecond: number;
    }) => {
      const done = (epoch - 1 + batch / batches) / settings.epochs;
      const secondsLeft = ((performance.now() - began) / 1000) * (1 / done - 1);
      say({ kind: 'progress', epoch, epochs: settings.epochs, done: batch / batches, imagesPerSecond, secondsLeft });
    },
  );
  const { model, history, confusion } = await trainPictures({
    ...{ images, labels, classes, sides, settings, threads, signal, onBatch },
    onEpoch: (record) => say({ kind: 'epoch', record }),
  });
  if (history.bestEpoch === 0)
    throw new Error('It was stopped before an epoch had ended: there are no weights to keep.');
  const labelsFile: Labels = {
    ...{ run: 'web-train', target: 'class', classes, classNames: {} },
    input: { height: settings.height, width: settings.width, ...RESIZING },
  };
  classifier = await makeClassifier({ labels: labelsFile, ...modelFiles(model) });
  const { epochs, bestEpoch, stopReason } = history;
  const told = { epochs: epochs.length, bestEpoch, stop: stopReason.message, confusion };
  say({ kind: 'trained', labels: labelsFile, ...told, files: filesOf(model, labelsFile) });
}

async function answer(message: ToTrainer): Promise<void> {
  switch (message.kind) {
    case 'open':
      return open(message.pictures);
    case 'stop':
      return stopping.abort(new Error('It was stopped before training began.'));
    case 'train':
      stopping = new AbortController();
      return train(message.settings, stopping.signal);
    case 'classify': {
      if (classifier === undefined) throw new Error('There is no trained model yet.');
      return say({ kind: 'guessed', guesses: classifier.classify(await decodePicture(message.picture)) });
    }
  }
}

scope.addEventListener('message', ({ data }) => {
  answer(data).catch((error: unknown) => {
    const isWorded = error instanceof ModelError || (error instanceof Error && error.constructor === Error);
    say({ kind: 'failed', message: isWorded ? error.message : `This should not have happened: ${String(error)}` });
  });
});
