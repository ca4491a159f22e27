// Hyperparameter tuning: search spaces, samplers, studies, analysis, and distributed workers.

export * from './analysis/index.ts';
export * from './distributed/index.ts';
export * from './samplers/index.ts';
export * from './space/index.ts';
export * from './study/index.ts';
