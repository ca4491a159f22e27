// The page's side of the platform: module workers, no files, kernels fetched from where the bundler has put them.
import { ModelError } from '../modelError.ts';
import type { PixelFile, Thread, WorkerPort } from './thread.ts';

let kernelsModule: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels. Read whole before compiling, as not every server sends the type that streaming wants. */
export function loadKernels(): Promise<WebAssembly.Module> {
  // Written in one piece, for that is how bundlers find the asset.
  const url = new URL('../../build/kernels.wasm', import.meta.url);
  kernelsModule ??= fetch(url)
    .then(async (response) => {
      if (!response.ok) throw new Error(`the server answers ${response.status}`);
      return WebAssembly.compile(await response.arrayBuffer());
    })
    .catch((error: unknown) => {
      kernelsModule = undefined;
      const why = error instanceof Error ? error.message : String(error);
      throw new ModelError(`${url.href}: the compiled kernels cannot be loaded: ${why}`, { cause: error });
    });
  return kernelsModule;
}

export function defaultThreads(): number {
  return navigator.hardwareConcurrency;
}

export const hasFiles: boolean = false;

/** @throws ModelError always: a page reads no files by path. */
export function openPixelFile(path: string, _stride: number, _needed: number): PixelFile {
  throw new ModelError(`pixelFile ${path}: a page reads no files; fetch the bytes and use imageBytes`);
}

/** Starts the team's worker script in a thread of its own. */
export function startThread<To, From>(): Thread<To, From> {
  // Written in one piece, for that is how bundlers find the script. Its name ends in .js in the sources too: pages get dist/.
  const worker = new Worker(new URL('../execute/worker.js', import.meta.url), { type: 'module' });
  let waiting: { resolve(message: From): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  const fail = (message: string) => {
    failure = new ModelError(message);
    waiting?.reject(failure);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<From>) => waiting?.resolve(data));
  worker.addEventListener('messageerror', () => fail('a message of a worker cannot be read'));
  worker.addEventListener('error', ({ message }) => {
    // A script that cannot be fetched has an event without a message.
    fail(message ? `a worker failed: ${message}` : 'a worker cannot be started; is its script served, as JavaScript?');
  });
  return {
    send: (message, transfer = []) => worker.postMessage(message, transfer),
    receive: () => {
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    end: async () => worker.terminate(),
  };
}

/** What a dedicated worker's global object offers; the library of types for pages lacks it. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

/** The worker's end of the line. */
export function workerPort<In, Out>(): WorkerPort<In, Out> {
  const scope = globalThis as unknown as WorkerScope;
  return {
    listen: (handle) => {
      let last = Promise.resolve();
      scope.addEventListener('message', ({ data }: MessageEvent<In>) => {
        last = last.then(() => handle(data));
      });
    },
    send: (message, transfer = []) => scope.postMessage(message, transfer),
  };
}
