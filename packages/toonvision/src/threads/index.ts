// Work side by side: a few promises at a time, and worker threads that take jobs.
export { inParallel } from './inParallel.ts';
export { serveJobs } from './serveJobs.ts';
export { startThreadPool, type ThreadPool, threadProgram } from './threadPool.ts';
