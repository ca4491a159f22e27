// The platform: threads, files, and where the kernels come from. This is Node's; bundlers for pages put browser.ts in
// place of this file, as the field `browser` of package.json tells them.
export { defaultThreads, hasFiles, loadKernels, openPixelFile, startThread, workerPort } from './node.ts';
export type { PixelFile, Thread, WorkerPort } from './thread.ts';
