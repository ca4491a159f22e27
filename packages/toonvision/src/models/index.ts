// Model architectures: built-in ones and ones from the user's files.
export { type AugmentedModel, augmentationLayers, augmentModel } from './augmentModel.ts';
export { builtInModels } from './builtInModels.ts';
export { findModel, type ResolvedModel } from './findModel.ts';
export { importDefault, loadModelFile } from './loadModelFile.ts';
export {
  type ImageSize,
  type ModelBuilder,
  type ModelFunction,
  type ModelOptions,
  modelBuilder,
} from './modelFunction.ts';
export { BUILT_IN_MODELS, type BuiltInModelName } from './modelNames.ts';
