// Runs the command line tool as a child process, and creates a small project for it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { vocXml } from './datasetTown.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
/** Environment variables that the tool's processes inherit from the tests. */
export const INHERITED = { PATH, HOME, NODE_COMPILE_CACHE };

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Called with all output on stdout so far. */
  onStdout?: (stdout: string, child: ChildProcessWithoutNullStreams) => void;
}

/** Runs `toonvision ...` and waits for its exit. */
export function cli(parts: readonly string[], { cwd, env, onStdout }: CliOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...parts], {
      cwd,
      env: { ...INHERITED, ...env },
    });
    const result: CliResult = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => {
      result.stdout += data.toString();
      onStdout?.(result.stdout, child);
    });
    child.stderr.on('data', (data: Buffer) => {
      result.stderr += data.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code }));
  });
}

const COLORS: Record<string, [number, number, number]> = { bb: [130, 80, 40], lb: [30, 40, 140] };

/** A project of `screenshots` images on two streets, each with a brown bb and a blue lb; the input is 24x16. */
export async function colorProject(screenshots = 12): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-cli-'));
  const config = {
    label: { pattern: '^cog_(?<suit>bb|lb)_(?<entity>[a-z]+)$' },
    targets: { suit: ['bb', 'lb'] },
    input: { height: 24, width: 16 },
  };
  await writeFile(join(folder, 'toonvision.config.json'), JSON.stringify(config));
  for (let number = 0; number < screenshots; number++) {
    const street = join(folder, 'screenshots', number % 2 === 0 ? 'ttc' : 'dg');
    await mkdir(street, { recursive: true });
    const boxes = (['bb', 'lb'] as const).map((suit, index) => {
      const [left, top] = [5 + 60 * index, 5 + (number % 7)];
      return { suit, left, top, width: 30 + (number % 5), height: 60 };
    });
    const composite = boxes.map(({ suit, left, top, width, height }) => {
      const [r, g, b] = COLORS[suit] ?? [0, 0, 0];
      const background = { r: r + number, g: g + number, b };
      return { input: { create: { width, height, channels: 3 as const, background } }, left, top };
    });
    const image = sharp({
      create: { width: 120, height: 90, channels: 3, background: { r: 90, g: 120 + number, b: 90 } },
    });
    const stem = join(street, `shot${String(number).padStart(2, '0')}`);
    await image.composite(composite).png().toFile(`${stem}.png`);
    await writeFile(
      `${stem}.xml`,
      vocXml(
        boxes.map(({ suit, left, top, width, height }) => [
          suit === 'bb' ? 'cog_bb_flunky' : 'cog_lb_bigwig',
          left,
          top,
          left + width,
          top + height,
        ]),
      ),
    );
  }
  return folder;
}
