// Reading and writing files so that nothing is left half-written and errors speak plainly.
export { explainFileError } from './explainFileError.ts';
export { temporaryName, writeJson, writeWhole } from './writeWhole.ts';
