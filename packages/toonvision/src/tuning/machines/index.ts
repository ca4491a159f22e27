// Studies over several machines: PostgreSQL keeps them, pg-boss hands out trials, workers anywhere train them.
export { type CoordinateOptions, coordinateStudy } from './coordinate.ts';
export { listSharedStudies, type SharedStudyLine } from './sharedTrials.ts';
export { describeStorage, openStorage, type SharedStorage, withoutPassword } from './storage.ts';
export { defaultDataFolder, type RunningWorker, type WorkOptions, workOnTrials } from './work.ts';
