// The platform: threads, files and kernels. This file is for Node; bundlers replace it by browser.ts, as set in the
// field `browser` of package.json.
export { defaultThreads, hasFiles, loadKernels, openPixelFile, startThread, workerPort } from './node.ts';
export type { PixelFile, Thread, WorkerPort } from './thread.ts';
