// Architectures: the built-in ones by name, and a user's own from a file.
export { type AugmentedModel, augmentationLayers, augmentModel } from './augmentModel.ts';
export { builtInModels } from './builtInModels.ts';
export { type FoundModel, findModel } from './findModel.ts';
export { importDefault, loadModelFile } from './loadModelFile.ts';
export {
  type ImageSize,
  type ModelBuilder,
  type ModelFunction,
  type ModelOptions,
  modelBuilder,
} from './modelFunction.ts';
export { BUILT_IN_MODELS, type BuiltInModelName } from './modelNames.ts';
