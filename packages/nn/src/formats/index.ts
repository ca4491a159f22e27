// Files of models.
export { type ModelFiles, modelFiles, modelFromFiles } from './modelFiles.ts';
export { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';
