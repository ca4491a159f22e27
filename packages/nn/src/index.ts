// Small convnets: define, train, predict, save. The public door of @toonvision/nn.
export { type ImageShape, type ImageSource, imageBytes, imageFloats, pixelFile } from './execute/index.ts';
export {
  type ModelFiles,
  modelFiles,
  modelFromFiles,
  readSafetensors,
  type Tensor,
  writeSafetensors,
} from './formats/index.ts';
export { type LayerSpec, layers, type Shape } from './layers/index.ts';
export {
  type CompileOptions,
  type Data,
  type FitOptions,
  type NamedWeights,
  type Predictions,
  Sequential,
  type SequentialOptions,
  sequential,
} from './model.ts';
export { ModelError } from './modelError.ts';
export { permutation, randomWords, streamKey, uniform } from './random.ts';
export {
  adam,
  argmax,
  type BatchRecord,
  type Callback,
  type ClassScores,
  classScores,
  type EpochRecord,
  earlyStopping,
  type History,
  type LossName,
  type MetricName,
  type Optimizer,
  type StopReason,
} from './train/index.ts';
