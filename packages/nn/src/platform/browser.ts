// The platform in pages: module workers, no files, kernels fetched from the URL that the bundler sets.
import { ModelError } from '../modelError.ts';
import type { PixelFile, Thread, WorkerPort } from './thread.ts';

let kernelsModule: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels. Not compiled while streaming, because some servers do not send the required content type. */
export function loadKernels(): Promise<WebAssembly.Module> {
  // Bundlers find the asset only if this is one expression.
  const url = new URL('../../build/kernels.wasm', import.meta.url);
  kernelsModule ??= fetch(url)
    .then(async (response) => {
      if (!response.ok) throw new Error(`the server responded with status ${response.status}`);
      return WebAssembly.compile(await response.arrayBuffer());
    })
    .catch((error: unknown) => {
      kernelsModule = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ModelError(`${url.href}: the compiled kernels failed to load: ${reason}`, { cause: error });
    });
  return kernelsModule;
}

export function defaultThreads(): number {
  return navigator.hardwareConcurrency;
}

export const hasFiles: boolean = false;

/** @throws ModelError always, because pages cannot read files by path */
export function openPixelFile(path: string, _stride: number, _needed: number): PixelFile {
  throw new ModelError(`pixelFile ${path}: pages cannot read files; fetch the bytes and use imageBytes`);
}

/** Starts a worker thread of the pool. */
export function startThread<To, From>(): Thread<To, From> {
  // Bundlers find the script only if this is one expression. It ends in .js in the sources too, because pages use
  // dist/.
  const worker = new Worker(new URL('../execute/worker.js', import.meta.url), { type: 'module' });
  let waiting: { resolve(message: From): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  const fail = (message: string) => {
    failure = new ModelError(message);
    waiting?.reject(failure);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<From>) => waiting?.resolve(data));
  worker.addEventListener('messageerror', () => fail('a message of a worker cannot be deserialized'));
  worker.addEventListener('error', ({ message }) => {
    // The event has no message if the script cannot be fetched.
    fail(
      message
        ? `a worker failed: ${message}`
        : 'a worker failed to start; check that its script is served as JavaScript',
    );
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

/** The global object of a dedicated worker, which the DOM type library lacks. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

/** The connection to the main thread. Call it in a worker only. */
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
