// A model with augmentation layers of the settings put in front of its own layers.
import { type AugmentationSpec, layers, layerTraits, type Sequential, sequential } from '@toonvision/nn';
import { AUGMENTATION_NAMES, type Augmentation, type AugmentationName } from '../settings/index.ts';

/** The layers of the settings: flips first, then what moves pixels, then what changes values; all before any rescaling. */
export function augmentationLayers(augmentation: Augmentation): AugmentationSpec[] {
  const makers: { [Name in AugmentationName]: (value: NonNullable<Augmentation[Name]>) => AugmentationSpec } = {
    randomFlip: (mode) => layers.randomFlip({ mode }),
    randomRotation: (factor) => layers.randomRotation({ factor }),
    randomZoom: (heightFactor) => layers.randomZoom({ heightFactor }),
    randomTranslation: (factor) => layers.randomTranslation({ heightFactor: factor, widthFactor: factor }),
    randomBrightness: (factor) => layers.randomBrightness({ factor }),
    randomContrast: (factor) => layers.randomContrast({ factor }),
    randomFog: (strength) => layers.randomFog({ strength }),
    randomBlur: (sigma) => layers.randomBlur({ sigma }),
    randomPixelate: (blockSize) => layers.randomPixelate({ blockSize }),
    randomErasing: (share) => layers.randomErasing({ factor: [share, share], scale: [0.02, 0.2] }),
  };
  return AUGMENTATION_NAMES.flatMap((name) => {
    const value = augmentation[name];
    // Each maker takes what its own setting holds.
    return value === undefined ? [] : [(makers[name] as (value: number | string) => AugmentationSpec)(value)];
  });
}

/** A model with augmentation in front. */
export interface AugmentedModel {
  model: Sequential;
  /** What was put in front. */
  added: Augmentation;
  /** What was asked for, but the model begins with it itself: its own counts, and it is not done twice. */
  own: AugmentationName[];
}

/**
 * Puts augmentation layers in front of a model, so that its first layer gets what they give; weights and names of its own
 * layers stay. They see the values of the pictures, 0 to 255, and do nothing outside training.
 *
 * @example
 * augmentModel(builtInModels.tuned(input, 4), { randomFlip: 'horizontal', randomFog: 0.4 });
 * // added: { randomFog: 0.4 }, own: ['randomFlip'], for tuned flips by itself
 */
export function augmentModel(model: Sequential, augmentation: Augmentation): AugmentedModel {
  const { chain } = model;
  const first = chain.layers.findIndex(({ spec }) => !layerTraits(spec).preprocessing);
  const leading = new Set<string>(chain.layers.slice(0, first).map(({ spec }) => spec.kind));
  const asked = AUGMENTATION_NAMES.filter((name) => augmentation[name] !== undefined);
  const own = asked.filter((name) => leading.has(name));
  const added: Augmentation = Object.fromEntries(
    asked.filter((name) => !leading.has(name)).map((name) => [name, augmentation[name]]),
  );
  const front = augmentationLayers(added);
  if (front.length === 0) return { model, added, own };
  const { name, seed } = model;
  const specs = [...front, ...chain.layers.map((layer) => ({ ...layer.spec, name: layer.name }))];
  const augmented = sequential(specs, { inputShape: model.inputShape, seed, name });
  augmented.setWeights(model.weights());
  return { model: augmented, added, own };
}
