// Kernels that count their calls and their time.
import type { Kernels } from '@toonvision/nn/internal';

export interface KernelTime {
  calls: number;
  microseconds: number;
}

export interface TimedKernels {
  kernels: Kernels;
  /** A copy, without those that were never called. */
  times(): Map<string, KernelTime>;
  reset(): void;
}

/** The same kernels over the same memory; a call costs some 0.1 us more, which is not counted as the kernel's. */
export function timedKernels(kernels: Kernels): TimedKernels {
  const all = new Map<string, KernelTime>();
  const wrapped = Object.entries(kernels).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function') return [name, value];
    const time = { calls: 0, microseconds: 0 };
    all.set(name, time);
    const timed = (...values: number[]): unknown => {
      const start = performance.now();
      const result: unknown = value(...values);
      time.microseconds += (performance.now() - start) * 1000;
      time.calls += 1;
      return result;
    };
    return [name, timed];
  });
  return {
    kernels: Object.fromEntries(wrapped) as Kernels,
    times: () => new Map([...all].filter(([, { calls }]) => calls > 0).map(([name, time]) => [name, { ...time }])),
    reset: () => {
      for (const time of all.values()) Object.assign(time, { calls: 0, microseconds: 0 });
    },
  };
}
