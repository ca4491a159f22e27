// Running a plan: workers, shared weights and gradients, pictures.
export { type ImageShape, type ImageSource, imageBytes, imageFloats, openImages, pixelFile } from './images.ts';
export { type Job, makeBuffers, SLOTS } from './job.ts';
export { clearGradients, packWeights, preparePlan, runForward, streamsOf } from './runPlan.ts';
export { startTeam, type Team } from './team.ts';
