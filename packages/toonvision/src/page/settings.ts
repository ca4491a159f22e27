// The records of settings for the studio's page: plain data, nothing of Node.
export * from '../settings/index.ts';
export { STUDY_RUN_SETTINGS, STUDY_SETTINGS, STUDY_TRAIN_SETTINGS } from '../tuning/study/studySettings.ts';
