// Reads and writes files: atomic writes, validated JSON, and plain error messages.
export { byCodeUnits } from './codeUnitOrder.ts';
export { explainFileError } from './explainFileError.ts';
export { readJson } from './readJson.ts';
export { temporaryName, writeFileAtomic, writeJson, writeNew } from './writeFileAtomic.ts';
