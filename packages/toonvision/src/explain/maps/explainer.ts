// An explainer: a model opened for maps of one method; one forward pass a image, then a backward pass a class.
import { INPUT, type LayerTensor, openProbe, type Probe, type Sequential } from '@toonvision/nn';
import { UserError } from '../../errors/index.ts';
import { cam, camHead } from './cam.ts';
import { gradCam } from './gradCam.ts';
import { gradCamPlusPlus } from './gradCamPlusPlus.ts';
import { hiResCam } from './hiResCam.ts';
import { integratedGradients } from './integratedGradients.ts';
import { layerCam } from './layerCam.ts';
import { type CellGrid, type ExplanationMap, finishMap, type MapMethod, type Planes, type ScoreKind } from './map.ts';
import { occlusion, type Patches } from './occlusion.ts';
import { smoothGrad } from './smoothGrad.ts';
import { findSpatialLayer } from './spatialLayers.ts';

/** Which maps, of which layer. */
export interface ExplainerOptions {
  /** Default `gradCam`. */
  method?: MapMethod;
  /** Of methods that look at a layer; default the last spatial one. */
  layer?: string;
  /**
   * What is explained; default `logit`. Of a probability that comes from a softmax, two leading classes get opposite
   * gradients by arithmetic (their probabilities sum to nearly 1), so their maps never overlap, and a sure class gets none.
   */
  of?: ScoreKind;
  /** Of occlusion: default patches of a tenth of the height and a fifth of the width, half covering each other. */
  patches?: Patches;
  /** Of integrated gradients: points along the way from black to the image. Default 32. */
  steps?: number;
  /** Of SmoothGrad: noisy copies. Default 24. */
  copies?: number;
  /** Of SmoothGrad: deviation of the noise as a share of the image's range. Default 0.15. */
  noise?: number;
  /** Of SmoothGrad's noise. Default 0. */
  seed?: number;
}

/** What a model says of one image, and why. */
export interface ExplainedImage {
  /** One a class, before the softmax. */
  logits: Float32Array;
  /** One a class, after it. */
  probabilities: Float32Array;
  /** In the order in which classes were asked for. */
  maps: ExplanationMap[];
}

/** Makes maps for one image after the other. */
export interface Explainer {
  method: MapMethod;
  of: ScoreKind;
  /** The layer of the maps, and their resolution. */
  layer: string;
  height: number;
  width: number;
  /**
   * @param pixels a image as the model takes it, [height, width, channels] bytes
   * @param choose which classes get a map, from the probabilities; default all
   */
  explain(pixels: Uint8Array, choose?: (probabilities: Float32Array) => readonly number[]): ExplainedImage;
}

const LAYER_METHODS = { gradCam, gradCamPlusPlus, hiResCam, layerCam };
type LayerMethod = keyof typeof LAYER_METHODS;

/** The methods that look at a layer rather than at the image. */
export function needsLayer(method: MapMethod): boolean {
  return Object.hasOwn(LAYER_METHODS, method) || method === 'cam';
}

interface Made {
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
 * Opens a model as it is now.
 *
 * @throws UserError (exit code 2) for a layer that is none (listing those there are), a method the model does not allow, a
 *   layer given to a method that needs none
 * @example
 * const explainer = await openExplainer(model);
 * const { maps, probabilities } = explainer.explain(pixels);
 * maps[0]; // { method: 'gradCam', layer: 'maxPooling2d_3', of: 'logit', classIndex: 0, height: 37, width: 12, ... }
 */
export async function openExplainer(model: Sequential, options: ExplainerOptions = {}): Promise<Explainer> {
  const { method = 'gradCam', of = 'logit' } = options;
  if (!needsLayer(method) && options.layer !== undefined) {
    throw new UserError(`${method} looks at the image itself and takes no layer`, {
      remedy: 'Leave the layer out.',
      exitCode: 2,
    });
  }
  const made = Object.hasOwn(LAYER_METHODS, method)
    ? await byLayer(model, method as LayerMethod, of, options.layer)
    : method === 'cam'
      ? await byCam(model, of, options.layer)
      : method === 'occlusion'
        ? await byOcclusion(model, of, options.patches)
        : await byInputGradient(model, method as 'integratedGradients' | 'smoothGrad', of, options);
  const { layer, height, width, grid } = made;
  const all = Array.from({ length: model.outputShape[0] ?? 0 }, (_, index) => index);
  return {
    method,
    of,
    layer,
    height,
    width,
    explain(pixels, choose = () => all) {
      const { logits, probabilities, maps } = made.explain(pixels, choose);
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

function planesOf(tensor: LayerTensor | undefined): Planes {
  const [height = 0, width = 0, channels = 0] = tensor?.shape ?? [];
  return { height, width, channels, data: tensor?.data ?? new Float32Array() };
}

async function byLayer(model: Sequential, method: LayerMethod, of: ScoreKind, name: string | undefined): Promise<Made> {
  const layer = findSpatialLayer(model, name);
  const probe = await openProbe(model, { layers: [layer.name] });
  return {
    ...placeOf(layer),
    explain(pixels, choose) {
      const { logits, outputs, activations } = probe.run(pixels);
      const activation = planesOf(activations.get(layer.name));
      const maps = choose(outputs).map((classIndex) => {
        const gradient = planesOf(probe.gradients({ output: classIndex, of }).get(layer.name));
        return { classIndex, values: LAYER_METHODS[method](activation, gradient) };
      });
      return { logits, probabilities: outputs, maps };
    },
  };
}

function placeOf({ name, height, width, grid }: { name: string; height: number; width: number; grid: CellGrid }) {
  return { layer: name, height, width, grid };
}

async function byCam(model: Sequential, of: ScoreKind, name: string | undefined): Promise<Made> {
  const head = camHead(model);
  if (of === 'probability') {
    throw new UserError('CAM is made of the weights of the logit; of a probability there is none', {
      remedy: 'Leave `probability` out, or take Grad-CAM.',
      exitCode: 2,
    });
  }
  const layer = findSpatialLayer(model, name ?? head.layer);
  if (layer.name !== head.layer) {
    throw new UserError(`CAM exists for ${head.layer} alone, whose channels are averaged; not for ${layer.name}`, {
      remedy: 'Leave the layer out, or take Grad-CAM.',
      exitCode: 2,
    });
  }
  const probe = await openProbe(model, { layers: [layer.name] });
  return {
    ...placeOf(layer),
    explain(pixels, choose) {
      const { logits, outputs, activations } = probe.run(pixels);
      const activation = planesOf(activations.get(layer.name));
      const maps = choose(outputs).map((classIndex) => ({ classIndex, values: cam(activation, head, classIndex) }));
      return { logits, probabilities: outputs, maps };
    },
  };
}

function inputSize(model: Sequential): { height: number; width: number; channels: number } {
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  return { height, width, channels };
}

async function byOcclusion(model: Sequential, of: ScoreKind, patches: Patches | undefined): Promise<Made> {
  const probe = await openProbe(model);
  const size = inputSize(model);
  const blank = occlusion(new Uint8Array(size.height * size.width * size.channels), size, () => [], patches);
  return {
    ...placeOf({ name: INPUT, ...blank }),
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

async function byInputGradient(
  model: Sequential,
  method: 'integratedGradients' | 'smoothGrad',
  of: ScoreKind,
  { steps = 32, copies = 24, noise = 0.15, seed = 0 }: ExplainerOptions,
): Promise<Made> {
  const probe = await openProbe(model, { layers: [INPUT], pixelFormat: 'float32' });
  const { height, width, channels } = inputSize(model);
  return {
    ...placeOf({ name: INPUT, height, width, grid: { top: 0.5, left: 0.5, stepY: 1, stepX: 1 } }),
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
