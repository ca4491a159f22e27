// Prepends augmentation layers to a model.
import { type AugmentationSpec, layers, layerTraits, type Sequential, sequential } from '@toonvision/nn';
import { AUGMENTATION_NAMES, type Augmentation, type AugmentationName } from '../settings/index.ts';

/** Creates the layers of augmentation settings: flips, then geometric changes, then changes of pixel values. */
export function augmentationLayers(augmentation: Augmentation): AugmentationSpec[] {
  const factories: { [Name in AugmentationName]: (value: NonNullable<Augmentation[Name]>) => AugmentationSpec } = {
    randomFlip: (mode) => layers.randomFlip({ mode }),
    randomRotation: (factor) => layers.randomRotation({ factor }),
    randomZoom: (heightFactor) => layers.randomZoom({ heightFactor }),
    randomTranslation: (factor) => layers.randomTranslation({ heightFactor: factor, widthFactor: factor }),
    randomBrightness: (factor) => layers.randomBrightness({ factor }),
    randomContrast: (factor) => layers.randomContrast({ factor }),
    randomFog: (strength) => layers.randomFog({ strength }),
    randomBlur: (sigma) => layers.randomBlur({ sigma }),
    randomPixelate: (blockSize) => layers.randomPixelate({ blockSize }),
    randomErasing: (rate) => layers.randomErasing({ factor: [rate, rate], scale: [0.02, 0.2] }),
  };
  return AUGMENTATION_NAMES.flatMap((name) => {
    const value = augmentation[name];
    // TypeScript cannot relate the factory to the value of the same name.
    return value === undefined ? [] : [(factories[name] as (value: number | string) => AugmentationSpec)(value)];
  });
}

/** A model with prepended augmentation. */
export interface AugmentedModel {
  model: Sequential;
  /** Augmentation that was prepended. */
  added: Augmentation;
  /** Requested augmentation that was skipped because the model already starts with it. */
  alreadyInModel: AugmentationName[];
}

/**
 * Prepends augmentation layers to a model and keeps the names and weights of its layers. The new layers receive pixel
 * values from 0 to 255 and are inactive outside training. Augmentation that the model already starts with is skipped.
 *
 * @example
 * augmentModel(builtInModels.tuned(input, 4), { randomFlip: 'horizontal', randomFog: 0.4 });
 * // added: { randomFog: 0.4 }, alreadyInModel: ['randomFlip']
 */
export function augmentModel(model: Sequential, augmentation: Augmentation): AugmentedModel {
  const { chain } = model;
  const first = chain.layers.findIndex(({ spec }) => !layerTraits(spec).preprocessing);
  const leading = new Set<string>(chain.layers.slice(0, first).map(({ spec }) => spec.kind));
  const requested = AUGMENTATION_NAMES.filter((name) => augmentation[name] !== undefined);
  const alreadyInModel = requested.filter((name) => leading.has(name));
  const added: Augmentation = Object.fromEntries(
    requested.filter((name) => !leading.has(name)).map((name) => [name, augmentation[name]]),
  );
  const front = augmentationLayers(added);
  if (front.length === 0) return { model, added, alreadyInModel };
  const { name, seed } = model;
  const specs = [...front, ...chain.layers.map((layer) => ({ ...layer.spec, name: layer.name }))];
  const augmented = sequential(specs, { inputShape: model.inputShape, seed, name });
  augmented.setWeights(model.weights());
  return { model: augmented, added, alreadyInModel };
}
