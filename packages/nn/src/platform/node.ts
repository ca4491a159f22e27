// Node's side of the platform: worker threads, files read in place, kernels from the package's folder.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import { ModelError } from '../modelError.ts';
import type { PixelFile, Thread, WorkerPort } from './thread.ts';

let kernelsModule: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels; the same place seen from src/ and from dist/. */
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
    throw new ModelError(`${path}: cannot be opened; build the pixel cache again`, { cause: error });
  }
  const whole = Math.floor(fstatSync(file).size / stride);
  if (whole < needed) {
    closeSync(file);
    throw new ModelError(`${path}: holds ${whole} pictures of ${needed}; delete it, it is built again`);
  }
  return {
    read: (record, into) => {
      if (readSync(file, into, 0, stride, record * stride) !== stride) {
        throw new ModelError(`${path}: ends before picture ${record}; delete it, it is built again`);
      }
    },
    close: () => closeSync(file),
  };
}

/** Starts the team's worker script in a thread of its own. */
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
  worker.on('exit', (code) => fail(new ModelError(`a worker ended unexpectedly (exit code ${code})`)));
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

/** The worker's end of the line. */
export function workerPort<In, Out>(): WorkerPort<In, Out> {
  const port = parentPort;
  if (port === null) throw new ModelError('this file runs as a worker only');
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
