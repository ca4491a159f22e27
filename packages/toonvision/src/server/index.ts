// The studio's server: a web page for a project folder.
export { startStudio } from './startStudio.ts';
