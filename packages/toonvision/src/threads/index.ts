// Work side by side: a few promises at a time, and worker threads that take jobs.
export { inParallel, type ParallelOptions } from './inParallel.ts';
export { serveJobs } from './serveJobs.ts';
export { startThreadPool, type ThreadPool, type ThreadPoolOptions, threadProgram } from './threadPool.ts';
