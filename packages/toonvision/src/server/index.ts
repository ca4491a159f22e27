// The studio's server: a page for a project folder, and the library's functions behind it.
export { type RunningStudio, STUDIO_PORT, type StartStudioOptions, startStudio } from './startStudio.ts';
