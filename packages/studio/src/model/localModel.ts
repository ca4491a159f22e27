// A run's model in the page: predictions and class activation maps, computed by the same code as on the server.
import { argmax, modelFromFiles, openPredictor, type Predictor, type Sequential } from '@toonvision/nn';
import { inputArea, MAP_METHODS, METHOD_TITLES, needsLayer, openExplainer, spatialLayers } from 'toonvision/explain';
import { type InputSize, renderPixels } from 'toonvision/page';
import { get, getBytes, type MapsView, RequestError, type RunView, type TryView } from '../api.ts';
import type { Box } from '../parts/boxGeometry.ts';

/** What the page needs of a run's configuration, which the server has validated. */
interface Task {
  classes: string[];
  input: InputSize;
}

export interface LocalModel {
  /** Probabilities; with maps when `choice` is given. */
  predict(pixels: ImageData, box: Box | undefined, choice: MapChoice | undefined): Promise<TryView>;
}

interface MapChoice {
  method: string;
  layer: string;
  of: 'logit' | 'probability';
}

const BASE64_CHUNK_BYTES = 4096;

function toBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let start = 0; start < bytes.length; start += BASE64_CHUNK_BYTES)
    text += String.fromCharCode(...bytes.subarray(start, start + BASE64_CHUNK_BYTES));
  return btoa(text);
}

async function explain(
  model: Sequential,
  { classes, input }: Task,
  pixels: Uint8Array,
  image: { width: number; height: number },
  { method: name, layer, of }: MapChoice,
): Promise<MapsView> {
  const method = MAP_METHODS.find((candidate) => candidate === name) ?? 'gradCam';
  const isLayerChosen = layer !== '' && needsLayer(method);
  const explainer = await openExplainer(model, { method, of, ...(isLayerChosen ? { layer } : {}) });
  const explanation = explainer.explain(pixels, () => classes.map((_, index) => index));
  const probabilities = [...explanation.probabilities];
  return {
    sample: 'the image',
    predicted: classes[argmax(probabilities)] ?? '',
    classes: [...classes],
    ...{ probabilities, method, of, layer: explainer.layer },
    layers: spatialLayers(model).map((spatial) => ({
      ...{ name: spatial.name, height: spatial.height, width: spatial.width },
    })),
    methods: MAP_METHODS.map((id) => ({ name: id, title: METHOD_TITLES[id], needsLayer: needsLayer(id) })),
    input: { width: input.width, height: input.height },
    image,
    area: inputArea(image, input),
    maps: explanation.maps.map(({ classIndex, height, width, values, grid, peak, isZero }) => ({
      class: classes[classIndex] ?? '',
      probability: probabilities[classIndex] ?? 0,
      ...{ height, width, grid, peak, isZero },
      values: toBase64(values),
    })),
  };
}

/** Fetches a run's model once and keeps it open. */
export async function openLocalModel(run: string): Promise<LocalModel> {
  const path = `runs/${encodeURIComponent(run)}`;
  const [view, modelJson, weights] = await Promise.all([
    get<RunView>(path),
    getBytes(`${path}/file/model.json`),
    getBytes(`${path}/file/weights.safetensors`),
  ]);
  const task = view.config as unknown as Task;
  const model = modelFromFiles({ modelJson: new TextDecoder().decode(modelJson), weights });
  let predictor: Predictor | undefined;
  return {
    predict: async (pixels, box, choice) => {
      const { left, top, width, height } = box ?? { left: 0, top: 0, width: pixels.width, height: pixels.height };
      if (width < 1 || height < 1) throw new RequestError('The box is empty', 'Draw a larger box.', 400);
      const pixelBox = { xmin: left, ymin: top, xmax: left + width, ymax: top + height };
      const input = renderPixels(pixels, task.input, pixelBox);
      if (choice !== undefined) return explain(model, task, input, { width, height }, choice);
      predictor ??= await openPredictor(model);
      const probabilities = [...predictor.predict(input)];
      const { classes } = task;
      return { predicted: classes[argmax(probabilities)] ?? '', classes, probabilities };
    },
  };
}

/** The pixels of an image; undefined when the browser cannot decode it (TIFF, for example). */
export async function decodeImage(image: Blob): Promise<ImageData | undefined> {
  const bitmap = await createImageBitmap(image).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return pixels;
}
