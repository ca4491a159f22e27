// Explainer: a model prepared for one method; one forward pass per image and one backward pass per class.
import { INPUT, type LayerTensor, openProbe, type Probe, type Sequential } from '@toonvision/nn';
import { UserError } from '../../errors/index.ts';
import { cam, findCamHead } from './cam.ts';
import { gradCam } from './gradCam.ts';
import { gradCamPlusPlus } from './gradCamPlusPlus.ts';
import { hiResCam } from './hiResCam.ts';
import { integratedGradients } from './integratedGradients.ts';
import { layerCam } from './layerCam.ts';
import { type CellGrid, type ExplanationMap, finishMap, type MapMethod, type Planes, type ScoreKind } from './map.ts';
import { occlusion, type Patches } from './occlusion.ts';
import { smoothGrad } from './smoothGrad.ts';
import { findSpatialLayer } from './spatialLayers.ts';

/** Method, layer and settings of maps. */
export interface ExplainerOptions {
  /** Default `gradCam`. */
  method?: MapMethod;
  /** Layer, for methods that explain a layer. Default: the last spatial layer. */
  layer?: string;
  /**
   * Score to explain. Default `logit`. With the probability after a softmax, two leading classes get opposite gradients
   * by arithmetic (their probabilities sum to nearly 1), so their maps never overlap, and a saturated class has no
   * gradient.
   */
  of?: ScoreKind;
  /** Occlusion: patches. Default: a tenth of the height and a fifth of the width, overlapping by half. */
  patches?: Patches;
  /** Integrated gradients: number of points on the path from black to the image. Default 32. */
  steps?: number;
  /** SmoothGrad: number of noisy copies. Default 24. */
  copies?: number;
  /** SmoothGrad: standard deviation of the noise, relative to the image's range of values. Default 0.15. */
  noise?: number;
  /** SmoothGrad: seed of the noise. Default 0. */
  seed?: number;
}

/** Predictions and maps of an image. */
export interface ExplainedImage {
  /** One per class, before the softmax. */
  logits: Float32Array;
  /** One per class, after the softmax. */
  probabilities: Float32Array;
  /** In the requested order of classes. */
  maps: ExplanationMap[];
}

/** Computes maps of images. */
export interface Explainer {
  method: MapMethod;
  of: ScoreKind;
  layer: string;
  /** Resolution of the maps. */
  height: number;
  width: number;
  /**
   * Explains an image.
   *
   * @param pixels image at the model's input size, [height, width, channels] bytes
   * @param choose selects classes by the probabilities; default: all
   */
  explain(pixels: Uint8Array, choose?: (probabilities: Float32Array) => readonly number[]): ExplainedImage;
}

const LAYER_METHODS = { gradCam, gradCamPlusPlus, hiResCam, layerCam };
type LayerMethod = keyof typeof LAYER_METHODS;

/** Whether a method explains a layer rather than the input. */
export function needsLayer(method: MapMethod): boolean {
  return Object.hasOwn(LAYER_METHODS, method) || method === 'cam';
}

interface MapSource {
  layer: string;
  height: number;
  width: number;
  grid: CellGrid;
  explain(
    pixels: Uint8Array,
    choose: (probabilities: Float32Array) => readonly number[],
  ): { logits: Float32Array; probabilities: Float32Array; maps: { classIndex: number; values: Float32Array }[] };
}

/**
 * Prepares a model for explanations, with its current weights.
 *
 * @throws UserError (exit code 2) for an unknown layer (with a list of the spatial ones), a method that does not fit
 *   the model,
 *   or a layer given to a method that takes none
 *
 * @example
 * const explainer = await openExplainer(model);
 * const { maps, probabilities } = explainer.explain(pixels);
 * maps[0]; // { method: 'gradCam', layer: 'maxPooling2d_3', of: 'logit', classIndex: 0, height: 37, width: 12, ... }
 */
export async function openExplainer(model: Sequential, options: ExplainerOptions = {}): Promise<Explainer> {
  const { method = 'gradCam', of = 'logit' } = options;
  if (!needsLayer(method) && options.layer !== undefined) {
    throw new UserError(`${method} explains the input and takes no layer`, {
      remedy: 'Omit the layer.',
      exitCode: 2,
    });
  }
  const source = Object.hasOwn(LAYER_METHODS, method)
    ? await openLayerMethod(model, method as LayerMethod, of, options.layer)
    : method === 'cam'
      ? await openCam(model, of, options.layer)
      : method === 'occlusion'
        ? await openOcclusion(model, of, options.patches)
        : await openInputGradientMethod(model, method as 'integratedGradients' | 'smoothGrad', of, options);
  const { layer, height, width, grid } = source;
  const all = Array.from({ length: model.outputShape[0] ?? 0 }, (_, index) => index);
  return {
    method,
    of,
    layer,
    height,
    width,
    explain(pixels, choose = () => all) {
      const { logits, probabilities, maps } = source.explain(pixels, choose);
      return {
        logits,
        probabilities,
        maps: maps.map(({ classIndex, values }) =>
          finishMap({ method, layer, of, classIndex, height, width, values, grid }),
        ),
      };
    },
  };
}

function toPlanes(tensor: LayerTensor | undefined): Planes {
  const [height = 0, width = 0, channels = 0] = tensor?.shape ?? [];
  return { height, width, channels, data: tensor?.data ?? new Float32Array() };
}

async function openLayerMethod(
  model: Sequential,
  method: LayerMethod,
  of: ScoreKind,
  name: string | undefined,
): Promise<MapSource> {
  const layer = findSpatialLayer(model, name);
  const probe = await openProbe(model, { layers: [layer.name] });
  return {
    ...toMapShape(layer),
    explain(pixels, choose) {
      const { logits, outputs, activations } = probe.run(pixels);
      const activation = toPlanes(activations.get(layer.name));
      const maps = choose(outputs).map((classIndex) => {
        const gradient = toPlanes(probe.gradients({ output: classIndex, of }).get(layer.name));
        return { classIndex, values: LAYER_METHODS[method](activation, gradient) };
      });
      return { logits, probabilities: outputs, maps };
    },
  };
}

function toMapShape({ name, height, width, grid }: { name: string; height: number; width: number; grid: CellGrid }) {
  return { layer: name, height, width, grid };
}

async function openCam(model: Sequential, of: ScoreKind, name: string | undefined): Promise<MapSource> {
  const head = findCamHead(model);
  if (of === 'probability') {
    throw new UserError('CAM explains logits, not probabilities', {
      remedy: 'Use `logit`, or Grad-CAM.',
      exitCode: 2,
    });
  }
  const layer = findSpatialLayer(model, name ?? head.layer);
  if (layer.name !== head.layer) {
    throw new UserError(
      `expected the layer before the global average pool, ${head.layer}, for CAM; got ${layer.name}`,
      {
        remedy: 'Omit the layer, or use Grad-CAM.',
        exitCode: 2,
      },
    );
  }
  const probe = await openProbe(model, { layers: [layer.name] });
  return {
    ...toMapShape(layer),
    explain(pixels, choose) {
      const { logits, outputs, activations } = probe.run(pixels);
      const activation = toPlanes(activations.get(layer.name));
      const maps = choose(outputs).map((classIndex) => ({ classIndex, values: cam(activation, head, classIndex) }));
      return { logits, probabilities: outputs, maps };
    },
  };
}

function inputSize(model: Sequential): { height: number; width: number; channels: number } {
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  return { height, width, channels };
}

async function openOcclusion(model: Sequential, of: ScoreKind, patches: Patches | undefined): Promise<MapSource> {
  const probe = await openProbe(model);
  const size = inputSize(model);
  const blank = occlusion(new Uint8Array(size.height * size.width * size.channels), size, () => [], patches);
  return {
    ...toMapShape({ name: INPUT, ...blank }),
    explain(pixels, choose) {
      const { logits, outputs } = probe.run(pixels);
      const classes = choose(outputs);
      const scoresOf = (image: Uint8Array) => {
        const run = probe.run(image);
        const scores = of === 'logit' ? run.logits : run.outputs;
        return classes.map((classIndex) => scores[classIndex] ?? 0);
      };
      const { maps } = occlusion(pixels, size, scoresOf, patches);
      return {
        logits,
        probabilities: outputs,
        maps: classes.map((classIndex, index) => ({ classIndex, values: maps[index] ?? new Float32Array() })),
      };
    },
  };
}

function gradientsOf(probe: Probe, classes: readonly number[], of: ScoreKind) {
  return (image: Float32Array): Float32Array[] => {
    probe.run(image);
    return classes.map((output) => probe.gradients({ output, of }).get(INPUT)?.data ?? new Float32Array());
  };
}

async function openInputGradientMethod(
  model: Sequential,
  method: 'integratedGradients' | 'smoothGrad',
  of: ScoreKind,
  { steps = 32, copies = 24, noise = 0.15, seed = 0 }: ExplainerOptions,
): Promise<MapSource> {
  const probe = await openProbe(model, { layers: [INPUT], pixelFormat: 'float32' });
  const { height, width, channels } = inputSize(model);
  return {
    ...toMapShape({ name: INPUT, height, width, grid: { top: 0.5, left: 0.5, stepY: 1, stepX: 1 } }),
    explain(pixels, choose) {
      const floats = Float32Array.from(pixels);
      const { logits, outputs } = probe.run(floats);
      const classes = choose(outputs);
      const gradients = gradientsOf(probe, classes, of);
      const maps =
        classes.length === 0
          ? []
          : method === 'integratedGradients'
            ? integratedGradients(floats, new Float32Array(floats.length), channels, steps, gradients)
            : smoothGrad(floats, channels, { copies, noise, seed }, gradients);
      return {
        logits,
        probabilities: outputs,
        maps: classes.map((classIndex, index) => ({ classIndex, values: maps[index] ?? new Float32Array() })),
      };
    },
  };
}
