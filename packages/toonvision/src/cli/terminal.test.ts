// Tests of terminal.ts and progressLine.ts: output to a terminal, a pipe and a CI log.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Terminal } from './terminal.ts';

class Stream {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 60;
  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
}

const ESCAPE = String.fromCharCode(27);
const CLEAR = `\r${ESCAPE}[2K`;

function make(isTTY: boolean, env: Record<string, string> = {}) {
  const [stdout, stderr] = [new Stream(isTTY), new Stream(isTTY)];
  return { stdout, stderr, terminal: new Terminal({ stdout, stderr, env }) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('color', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
  ])('terminal %s, environment %j: %s', (isTTY, env, isColored) => {
    expect(make(isTTY, env).terminal.style('bold', 'x') !== 'x').toBe(isColored);
  });
});

describe('progress', () => {
  it('redraws one line within the width of a terminal, and clears it for results', () => {
    const { terminal, stdout, stderr } = make(true);
    const progress = terminal.progress({ label: 'Extracting', unit: 'screenshots' });
    vi.advanceTimersByTime(1000);
    progress.update(5, 20);
    expect(stderr.text).toContain('Extracting ██████░░');
    expect(stderr.text).toContain('5/20');
    expect(stderr.text).not.toContain('\n');
    expect(stderr.text.replace(CLEAR, '').length).toBeLessThan(60);
    stderr.text = '';
    terminal.print('a result');
    expect(stdout.text).toBe('a result\n');
    expect(stderr.text.startsWith(CLEAR)).toBe(true);
    stderr.text = '';
    vi.advanceTimersByTime(3000);
    progress.update(20, 20);
    progress.end();
    expect(stderr.text.endsWith(`${CLEAR}Extracting: 20 screenshots in 4.0 s\n`)).toBe(true);
    stderr.text = '';
    terminal.print('later');
    expect(stderr.text).toBe('');
  });

  it('prints a plain line about every 10% elsewhere, and none for short tasks', () => {
    const { terminal, stderr } = make(false);
    const progress = terminal.progress({ label: 'Drawing', unit: 'screenshots' });
    for (let done = 1; done <= 100; done++) {
      vi.advanceTimersByTime(200);
      progress.update(done, 100);
    }
    progress.end();
    const lines = stderr.text.trim().split('\n');
    expect(lines[0]).toBe('Drawing: 10%, 10/100 screenshots, 5.0/s, 18 s left');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('Drawing: 100 screenshots in 20 s');
    expect(stderr.text).not.toContain(ESCAPE);

    stderr.text = '';
    const quick = terminal.progress({ label: 'Quick', transient: true });
    for (let done = 1; done <= 100; done++) quick.update(done, 100);
    quick.end();
    expect(stderr.text).toBe('');
  });

  it('prints plain lines in a CI job even with a terminal', () => {
    const { terminal, stderr } = make(true, { CI: 'true' });
    const progress = terminal.progress({ label: 'Drawing' });
    vi.advanceTimersByTime(2000);
    progress.update(5, 10);
    expect(stderr.text).toBe('Drawing: 50%, 5/10, 2.5/s, 2.0 s left\n');
  });
});
