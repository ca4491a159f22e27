// The platform in Node: worker threads, files, and kernels from the folder of the package.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import { ModelError } from '../modelError.ts';
import type { PixelFile, Thread, WorkerPort } from './thread.ts';

let kernelsModule: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels. The relative path is the same in src/ and dist/. */
export function loadKernels(): Promise<WebAssembly.Module> {
  kernelsModule ??= readFile(fileURLToPath(new URL('../../build/kernels.wasm', import.meta.url)))
    .then((bytes) => WebAssembly.compile(bytes))
    .catch((error: unknown) => {
      kernelsModule = undefined;
      throw new ModelError('the compiled kernels are missing; run `npm run build`', { cause: error });
    });
  return kernelsModule;
}

export function defaultThreads(): number {
  return availableParallelism();
}

export const hasFiles: boolean = true;

/**
 * Opens a file of records of `stride` bytes.
 *
 * @throws ModelError if it cannot be opened or holds fewer than `needed` records.
 */
export function openPixelFile(path: string, stride: number, needed: number): PixelFile {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new ModelError(`${path}: cannot be opened; rebuild the pixel cache`, { cause: error });
  }
  const records = Math.floor(fstatSync(file).size / stride);
  if (records < needed) {
    closeSync(file);
    throw new ModelError(`${path}: expected ${needed} images, got ${records}; delete the file to rebuild it`);
  }
  return {
    read: (record, target) => {
      if (readSync(file, target, 0, stride, record * stride) !== stride) {
        throw new ModelError(`${path}: ends before image ${record}; delete the file to rebuild it`);
      }
    },
    close: () => closeSync(file),
  };
}

/** Starts a worker thread of the pool. */
export function startThread<To, From>(): Thread<To, From> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`../execute/worker.${extension}`, import.meta.url));
  let waiting: { resolve(message: From): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  worker.on('message', (message: From) => waiting?.resolve(message));
  const fail = (error: Error) => {
    failure = error;
    waiting?.reject(error);
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new ModelError(`a worker exited unexpectedly (exit code ${code})`)));
  return {
    send: (message, transfer = []) => worker.postMessage(message, transfer),
    receive: () => {
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    end: async () => {
      worker.removeAllListeners();
      await worker.terminate();
    },
  };
}

/** The connection to the main thread. Call it in a worker only. */
export function workerPort<In, Out>(): WorkerPort<In, Out> {
  const port = parentPort;
  if (port === null) throw new ModelError('this file must run in a worker thread');
  return {
    listen: (handle) => {
      let last = Promise.resolve();
      port.on('message', (message: In) => {
        last = last.then(() => handle(message));
      });
    },
    send: (message, transfer = []) => port.postMessage(message, transfer),
  };
}
