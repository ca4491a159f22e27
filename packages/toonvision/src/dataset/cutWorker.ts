// Worker thread that decodes screenshots and writes their crops.
import { workerData } from 'node:worker_threads';
import { serveJobs } from '../threads/index.ts';
import { type CutJob, cutCrops } from './cutCrops.ts';

const directory = workerData as string;
const createdFolders = new Set<string>();

serveJobs((job: CutJob) => cutCrops(directory, job, createdFolders));
