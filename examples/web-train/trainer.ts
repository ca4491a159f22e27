// Worker that decodes images and trains, so that the page stays responsive.
import { ModelError, modelFiles, onnxModel, type Sequential } from '@toonvision/nn';
import { type Classifier, createClassifier, type Labels } from 'toonvision/page';
import { decodeImage } from './decodeImage.ts';
import { countClasses, type ImageSet, proposeInput, RESIZING, readImages, splitSet, threadsFor } from './imageSet.ts';
import type { FromTrainer, ImageFile, Settings, ToTrainer, Trained } from './messages.ts';
import { trainImages, tunedModel } from './trainImages.ts';

/** A dedicated worker's global object, which TypeScript's DOM library lacks. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<ToTrainer>) => void): void;
  postMessage(message: FromTrainer): void;
}
const scope = globalThis as unknown as WorkerScope;
const send = (message: FromTrainer): void => scope.postMessage(message);

/** Time between two progress messages. */
const PROGRESS_INTERVAL_MS = 100;

let images: ImageFile[] = [];
let classes: string[] = [];
let loaded: { size: string; set: ImageSet } | undefined;
let stopping = new AbortController();
let classifier: Classifier | undefined;

/** Calls `report` at most ten times per second. */
function throttle<Values extends unknown[]>(report: (...values: Values) => void): (...values: Values) => void {
  let last = 0;
  return (...values) => {
    if (performance.now() - last < PROGRESS_INTERVAL_MS) return;
    last = performance.now();
    report(...values);
  };
}

async function open(given: ImageFile[]): Promise<void> {
  loaded = undefined;
  images = [];
  const counted = countClasses(given);
  images = given;
  classes = counted.map(({ name }) => name);
  send({ kind: 'opened', classes: counted, input: await proposeInput(given) });
}

/** The images at the given size, from memory if only other settings have changed. */
async function loadImages(settings: Settings, signal: AbortSignal): Promise<ImageSet> {
  const size = `${settings.height}x${settings.width}`;
  // If not all images fit into memory, the seed draws those that do.
  const key = loaded?.set.skipped === 0 ? size : `${size} ${settings.seed}`;
  if (loaded?.size === key) return loaded.set;
  loaded = undefined;
  const onProgress = throttle((done: number, total: number) => send({ kind: 'preparing', done, total }));
  const set = await readImages(images, { classes, settings, signal, onProgress });
  loaded = { size: set.skipped === 0 ? size : `${size} ${settings.seed}`, set };
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
  // Fails for an invalid size before the images are decoded.
  const { parameters } = tunedModel(settings, classes.length);
  const set = await loadImages(settings, signal);
  const { images: pixels, labels, groups, skipped, problems } = set;
  const split = splitSet(set, settings.seed);
  const threads = threadsFor(pixels.store.kind === 'memory' ? pixels.store.buffer.byteLength : 0, {
    cores: navigator.hardwareConcurrency,
    isShared: typeof SharedArrayBuffer === 'function',
  });
  const nearDuplicates = groups.length - new Set(groups).size;
  const sizes = { train: split.train.length, val: split.val.length };
  send({ kind: 'prepared', ...sizes, skipped, nearDuplicates, problems, threads, parameters });

  const start = performance.now();
  const onBatch = throttle(
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
      const secondsLeft = ((performance.now() - start) / 1000) * (1 / done - 1);
      send({ kind: 'progress', epoch, epochs: settings.epochs, done: batch / batches, imagesPerSecond, secondsLeft });
    },
  );
  const { model, history, confusion } = await trainImages({
    ...{ images: pixels, labels, classes, split, settings, threads, signal, onBatch },
    onEpoch: (record) => send({ kind: 'epoch', record }),
  });
  if (history.bestEpoch === 0) throw new Error('Stopped before the first epoch ended; no weights to keep.');
  const labelsFile: Labels = {
    ...{ run: 'web-train', target: 'class', classes, classNames: {} },
    input: { height: settings.height, width: settings.width, ...RESIZING },
  };
  classifier = await createClassifier({ labels: labelsFile, ...modelFiles(model) });
  const { epochs, bestEpoch, stopReason } = history;
  const summary = { epochs: epochs.length, bestEpoch, stop: stopReason.message, confusion };
  send({ kind: 'trained', labels: labelsFile, ...summary, files: filesOf(model, labelsFile) });
}

async function answer(message: ToTrainer): Promise<void> {
  switch (message.kind) {
    case 'open':
      return open(message.images);
    case 'stop':
      return stopping.abort(new Error('Stopped before training started.'));
    case 'train':
      stopping = new AbortController();
      return train(message.settings, stopping.signal);
    case 'classify': {
      if (classifier === undefined) throw new Error('Train a model first.');
      return send({ kind: 'classified', guesses: classifier.classify(await decodeImage(message.image)) });
    }
  }
}

scope.addEventListener('message', ({ data }) => {
  answer(data).catch((error: unknown) => {
    const isForUser = error instanceof ModelError || (error instanceof Error && error.constructor === Error);
    send({ kind: 'failed', message: isForUser ? error.message : `Unexpected error: ${String(error)}` });
  });
});
