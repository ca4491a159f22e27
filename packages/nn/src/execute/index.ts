// Running a plan: workers, shared weights and gradients, pictures.
export { type ImageShape, type ImageSource, imageBytes, imageFloats, pixelFile } from './images.ts';
export { type Job, makeBuffers, SLOTS } from './job.ts';
export { startTeam, type Team } from './team.ts';
