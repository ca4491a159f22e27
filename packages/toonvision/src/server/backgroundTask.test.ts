// Tests of backgroundTask.ts: progress, outdated tasks and failures.
import { describe, expect, it } from 'vitest';
import { BackgroundTask, type TaskControl } from './backgroundTask.ts';

const sameKey = (a: string, b: string): boolean => a === b;

describe('BackgroundTask', () => {
  it('reports progress until the result is ready, and starts once per key', async () => {
    const task = new BackgroundTask<string, string>(sameKey);
    let starts = 0;
    let finish = (): void => undefined;
    const start = ({ onProgress }: TaskControl): Promise<string> => {
      starts += 1;
      onProgress(3, 10);
      return new Promise((resolve) => {
        finish = () => resolve('result');
      });
    };
    expect(await task.poll('a', start)).toEqual({ state: 'reading', done: 3, total: 10 });
    expect(task.value).toBeUndefined();
    finish();
    expect(await task.poll('a', start)).toEqual({ state: 'ready', value: 'result' });
    expect([starts, task.value]).toEqual([1, 'result']);
    task.forget();
    expect(task.value).toBeUndefined();
  });

  it('aborts outdated work and starts again', async () => {
    const task = new BackgroundTask<string, string>(sameKey);
    let aborted = false;
    await task.poll('a', ({ signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    });
    expect(await task.poll('b', async () => 'second')).toEqual({ state: 'ready', value: 'second' });
    expect(aborted).toBe(true);
  });

  it('reports a failure and retries at the next call', async () => {
    const task = new BackgroundTask<string, string>(sameKey);
    await expect(task.poll('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await task.poll('a', async () => 'whole')).toEqual({ state: 'ready', value: 'whole' });
  });
});
