// The studio's server: a web page for a project folder.
export type { JobMessage } from './jobMessage.ts';
export { startStudio } from './startStudio.ts';
