// A worker for the tests of the thread pool: echoes, fails or exits on request.
import { workerData } from 'node:worker_threads';
import { UserError } from '../errors/index.ts';
import { serveJobs } from './serveJobs.ts';

export interface EchoJob {
  say: string;
  how?: 'wait' | 'user' | 'defect' | 'die';
}

serveJobs(async ({ say, how }: EchoJob) => {
  if (how === 'wait') await new Promise((done) => setTimeout(done, 20));
  if (how === 'user') throw new UserError(say, { where: 'a file', exitCode: 2 });
  if (how === 'defect') throw new TypeError(say);
  if (how === 'die') process.exit(3);
  return `${workerData}${say}`;
});
