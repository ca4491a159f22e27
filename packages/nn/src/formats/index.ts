// File formats of models and training states.
export { fromKeras, type KerasLayer, toKeras } from './keras.ts';
export { layersFromJson, layersToJson, type ModelFiles, modelFiles, modelFromFiles } from './modelFiles.ts';
export { onnxModel } from './onnx/index.ts';
export { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';
export { readTrainingState, trainingStateFile } from './trainingStateFile.ts';
