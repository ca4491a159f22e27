// Worker thread that reads crops.
import { workerData } from 'node:worker_threads';
import { serveJobs } from '../threads/index.ts';
import { type CropJob, type CropReading, readCrops } from './readCrops.ts';

const reading = workerData as CropReading;

serveJobs((job: CropJob) => readCrops(reading, job));
