// Concurrency: a limited number of promises at a time, and a pool of worker threads.
export { inParallel } from './inParallel.ts';
export { serveJobs } from './serveJobs.ts';
export { startThreadPool, type ThreadPool, threadProgram } from './threadPool.ts';
