// Worker threads that take jobs: for pictures, which keep a core busy each.
export { serveJobs } from './serveJobs.ts';
export { startThreadPool, type ThreadPool, type ThreadPoolOptions, threadProgram } from './threadPool.ts';
