// Spatial layers of a model, and the positions of their cells in the input.
import { layerTraits, type Sequential, windowsOver } from '@toonvision/nn';
import { UserError, unknownName } from '../../errors/index.ts';
import type { CellGrid } from './map.ts';

/** A layer whose output is arranged like the image. */
export interface SpatialLayer {
  name: string;
  height: number;
  width: number;
  channels: number;
  grid: CellGrid;
}

/**
 * Lists the layers whose output has more than one position, in order, without augmentation and rescaling. The positions
 * of cells follow from strides and padding: pools drop incomplete windows, so cells do not always reach the far edge.
 */
export function spatialLayers(model: Sequential): SpatialLayer[] {
  const layers: SpatialLayer[] = [];
  const grid: CellGrid = { top: 0.5, left: 0.5, stepY: 1, stepX: 1 };
  for (const { name, spec, inputShape, outputShape } of model.chain.layers) {
    const [height = 0, width = 0, channels = 0] = outputShape;
    if (outputShape.length !== 3 || spec.kind === 'globalAveragePooling2d' || spec.kind === 'globalMaxPooling2d') break;
    const { windows, trainingOnly, preprocessing } = layerTraits(spec);
    if (windows !== undefined) {
      const plane = { height: inputShape[0] ?? 0, width: inputShape[1] ?? 0, channels };
      const [rows, columns] = windowsOver(plane, windows);
      grid.top += ((windows.size[0] - 1) / 2 - rows.before) * grid.stepY;
      grid.left += ((windows.size[1] - 1) / 2 - columns.before) * grid.stepX;
      grid.stepY *= windows.strides[0];
      grid.stepX *= windows.strides[1];
    }
    if (!trainingOnly && !preprocessing && height * width > 1)
      layers.push({ name, height, width, channels, grid: { ...grid } });
  }
  return layers;
}

/**
 * Finds a spatial layer by name; without a name, the last one.
 *
 * @throws UserError (exit code 2) if there is no such layer, it is not spatial, or the model has none
 */
export function findSpatialLayer(model: Sequential, name?: string): SpatialLayer {
  const layers = spatialLayers(model);
  const last = layers.at(-1);
  if (last === undefined) {
    throw new UserError('the model has no spatial layer', {
      remedy: 'Use a method that explains the input: occlusion, integrated-gradients or smooth-grad.',
      exitCode: 2,
    });
  }
  if (name === undefined) return last;
  const match = layers.find((layer) => layer.name === name);
  if (match !== undefined) return match;
  const remedy = `The spatial layers are ${layers.map((layer) => `${layer.name} (${layer.height}x${layer.width})`).join(', ')}.`;
  if (model.chain.layers.some((layer) => layer.name === name))
    throw new UserError(`layer ${name} is not spatial`, { remedy, exitCode: 2 });
  throw unknownName(
    'layer',
    name,
    layers.map((layer) => layer.name),
    { remedy },
  );
}
