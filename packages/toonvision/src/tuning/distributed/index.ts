// Distributed studies: state in PostgreSQL, a job queue (pg-boss), a coordinator, and workers on any machine.
export { type CoordinateOptions, coordinateStudy } from './coordinate.ts';
export { listSharedStudies, type SharedStudySummary } from './sharedTrials.ts';
export { describeStorage, openStorage, type SharedStorage, withoutPassword } from './storage.ts';
export { defaultDataFolder, type StudyWorker, type StudyWorkerOptions, startStudyWorker } from './studyWorker.ts';
