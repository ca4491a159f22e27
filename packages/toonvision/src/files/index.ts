// Reading and writing files so that nothing is left half-written and errors speak plainly.
export { byCodeUnits } from './codeUnitOrder.ts';
export { explainFileError } from './explainFileError.ts';
export { readJson } from './readJson.ts';
export { temporaryName, writeFileAtomic, writeJson, writeNew } from './writeFileAtomic.ts';
