// Search for the smallest good model: spaces, samplers, studies.

export * from './analysis/index.ts';
export * from './distributed/index.ts';
export * from './samplers/index.ts';
export * from './space/index.ts';
export * from './study/index.ts';
