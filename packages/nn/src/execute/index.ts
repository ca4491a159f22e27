// Running a plan: the worker pool, image sources, and single samples in the calling thread.
export { type ImageShape, type ImageSource, imageBytes, imageFloats, openImages, pixelFile } from './images.ts';
export { clearGradients, packWeights, preparePlan, runForward, streamsOf } from './runPlan.ts';
export type { Task } from './task.ts';
export { startWorkerPool, type WorkerPool } from './workerPool.ts';
export { makeWorkerBuffers } from './workerSetup.ts';
