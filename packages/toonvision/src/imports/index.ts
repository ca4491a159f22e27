// Imports of models trained with other tools, as runs.
export { type ImportOptions, importModel } from './importModel.ts';
export { type ReadModel, readModelFile } from './readModelFile.ts';
