// Models that were trained elsewhere: read from their files, and made into runs.
export { type ImportOptions, importModel } from './importModel.ts';
export { type ReadModel, readModelFile } from './readModelFile.ts';
