// The studio's server: a page for a project folder, and the library's functions behind it.
export { startStudio } from './startStudio.ts';
