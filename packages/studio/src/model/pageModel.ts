// A run's model in this page: what it says of pixels, and where it looks, by the very code that the server runs.
import { modelFromFiles, openPredictor, type Predictor, type Sequential } from '@toonvision/nn';
import { inputArea, MAP_METHODS, METHOD_TITLES, needsLayer, openExplainer, spatialLayers } from 'toonvision/explain';
import { type InputSize, renderPixels } from 'toonvision/page';
import { ApiFault, get, getBytes, type MapsView, type RunView, type TryView } from '../api.ts';

interface PictureBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What of a run's configuration the page needs; the server has checked it. */
interface Task {
  classes: string[];
  input: InputSize;
}

export interface PageModel {
  /** Probabilities, at once; with maps where `choice` is given. */
  look(pixels: ImageData, box: PictureBox | undefined, choice: Choice | undefined): Promise<TryView>;
}

interface Choice {
  method: string;
  layer: string;
  of: 'logit' | 'probability';
}

function base64(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text);
}

async function explained(
  model: Sequential,
  { classes, input }: Task,
  pixels: Uint8Array,
  picture: { width: number; height: number },
  { method: wanted, layer: named, of }: Choice,
): Promise<MapsView> {
  const method = MAP_METHODS.find((one) => one === wanted) ?? 'gradCam';
  const explainer = await openExplainer(model, {
    ...{ method, of },
    ...(named !== '' && needsLayer(method) ? { layer: named } : {}),
  });
  const { probabilities, maps } = explainer.explain(pixels, () => classes.map((_, index) => index));
  return {
    sample: 'the picture',
    predicted: classes[probabilities.indexOf(Math.max(...probabilities))] ?? '',
    classes: [...classes],
    probabilities: [...probabilities],
    ...{ method, of, layer: explainer.layer },
    layers: spatialLayers(model).map(({ name, height, width }) => ({ name, height, width })),
    methods: MAP_METHODS.map((name) => ({ name, title: METHOD_TITLES[name], needsLayer: needsLayer(name) })),
    input: { width: input.width, height: input.height },
    picture,
    area: inputArea(picture, input),
    maps: maps.map(({ classIndex, height, width, values, grid, peak, isZero }) => ({
      class: classes[classIndex] ?? '',
      probability: probabilities[classIndex] ?? 0,
      ...{ height, width, grid, peak, isZero },
      values: base64(values),
    })),
  };
}

/** Fetches a run's model once and keeps it open. */
export async function openPageModel(run: string): Promise<PageModel> {
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
    look: async (pixels, box, choice) => {
      const part = box ?? { left: 0, top: 0, width: pixels.width, height: pixels.height };
      if (part.width < 1 || part.height < 1) throw new ApiFault('the box has no pixels', 'Draw it larger.', 400);
      const { left, top, width, height } = part;
      const pixelBox = { xmin: left, ymin: top, xmax: left + width, ymax: top + height };
      const taken = renderPixels(pixels, task.input, pixelBox);
      if (choice !== undefined) return explained(model, task, taken, { width, height }, choice);
      predictor ??= await openPredictor(model);
      const probabilities = [...predictor.predict(taken)];
      const { classes } = task;
      return { predicted: classes[probabilities.indexOf(Math.max(...probabilities))] ?? '', classes, probabilities };
    },
  };
}

/** The pixels of a picture; undefined where the browser cannot read it (TIFF, for example). */
export async function pixelsOf(picture: Blob): Promise<ImageData | undefined> {
  const bitmap = await createImageBitmap(picture).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return pixels;
}
