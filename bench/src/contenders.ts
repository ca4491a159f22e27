// Who is measured, and how each one's child process is started.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ARCHITECTURES } from './architectures.ts';
import type { ChildCommand } from './child.ts';
import type { Case, ChildArgument, Task } from './protocol.ts';

export const GROUPS = ['ours', 'torch', 'ort', 'tfjs', 'jax'] as const;
export type Group = (typeof GROUPS)[number];

export interface Contender {
  id: string;
  group: Group;
  label: string;
  variant: string;
  /** Tasks that are not tried, and why. */
  lacks?: Readonly<Partial<Record<Task, string>>>;
  /** Whether the library has only one thread; it is measured once and listed for every number of threads. */
  singleThread?: boolean;
  /** A smaller batch for the very slow. */
  batch?: Readonly<Partial<Record<Task, number>>>;
  /** Skipped by --quick. */
  slow?: boolean;
  /** Seconds that getting ready, or one round, may take. */
  limit: number;
}

const NO_ORT_TRAINING = { training: 'the npm package has no training' };

export const CONTENDERS: readonly Contender[] = [
  { id: 'ours', group: 'ours', label: '@toonvision/nn', variant: 'fused', limit: 60 },
  { id: 'torch', group: 'torch', label: 'PyTorch, as commonly written', variant: 'common', slow: true, limit: 60 },
  { id: 'torch-cl', group: 'torch', label: 'PyTorch, channels_last', variant: 'channels_last', limit: 60 },
  { id: 'torch-expert', group: 'torch', label: "PyTorch, expert's", variant: 'expert', limit: 60 },
  { id: 'ort', group: 'ort', label: 'onnxruntime, floats in', variant: 'float32', lacks: NO_ORT_TRAINING, limit: 60 },
  {
    id: 'ort-bytes',
    group: 'ort',
    label: 'onnxruntime, bytes in',
    variant: 'uint8',
    lacks: NO_ORT_TRAINING,
    limit: 60,
  },
  {
    id: 'tfjs-wasm',
    group: 'tfjs',
    label: 'tfjs, wasm',
    variant: 'wasm',
    singleThread: true,
    batch: { training: 2 },
    limit: 20,
  },
  {
    id: 'tfjs-cpu',
    group: 'tfjs',
    label: 'tfjs, cpu',
    variant: 'cpu',
    lacks: { training: 'not measured: it takes seconds an image' },
    singleThread: true,
    batch: { inference: 2 },
    slow: true,
    limit: 20,
  },
  {
    id: 'jax',
    group: 'jax',
    label: 'jax-js, wasm',
    variant: 'wasm',
    singleThread: true,
    batch: { training: 2, inference: 8 },
    slow: true,
    limit: 30,
  },
];

/** What an expert sets: the allocator keeps large blocks, in huge pages, instead of giving them back every step. */
const EXPERT_ENVIRONMENT = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  MALLOC_TOP_PAD_: '268435456',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
};

export const NO_TORCH = 'not installed: apt-get install python3-torch libopenblas0-pthread';

/**
 * The Python that has PyTorch, or undefined. `python3` may be another installation than Debian's own.
 *
 * @param asked the program the user names; only that one is tried then
 */
export function findTorchPython(asked: string | undefined): string | undefined {
  const candidates = asked === undefined ? ['python3', '/usr/bin/python3'] : [asked];
  return candidates.find((python) => {
    try {
      // Only looked for: importing it takes seconds, and the child says what is wrong when it cannot be imported.
      const find = 'import sys, importlib.util as util; sys.exit(util.find_spec("torch") is None)';
      execFileSync(python, ['-c', find], { stdio: 'ignore', timeout: 60_000 });
      return true;
    } catch {
      return false;
    }
  });
}

/** Path of a script next to this one: TypeScript in src/, JavaScript in dist/. */
export function script(name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`./${name}${extension}`, import.meta.url));
}

const NODE_CHILDREN = {
  ours: 'children/ours',
  ort: 'children/onnxruntime',
  tfjs: 'children/tfjs',
  jax: 'children/jax',
} as const;

/** How to start the child of `contender` for one case. */
export function childCommand(contender: Contender, work: Case, python: string | undefined): ChildCommand {
  const argument: ChildArgument = { ...work, architecture: ARCHITECTURES[work.model] };
  const json = JSON.stringify(argument);
  const { limit, group, variant } = contender;
  if (group !== 'torch') return { program: process.execPath, args: [script(NODE_CHILDREN[group]), json], limit };
  const peer = fileURLToPath(new URL('../peers/torch_peer.py', import.meta.url));
  const threads = { OMP_NUM_THREADS: String(work.threads) };
  const env = variant === 'expert' ? { ...threads, ...EXPERT_ENVIRONMENT } : threads;
  return { program: python ?? 'python3', args: [peer, json], env, limit };
}
