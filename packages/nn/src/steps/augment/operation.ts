// What an augmentation layer is to the load step: it draws for an image, and changes its planes if there is anything to do.
import type { Machine } from '../../kernels.ts';
import { randomWords, type StreamKey } from '../../random.ts';
import type { Arena } from '../arena.ts';
import type { Planes } from '../planes.ts';
import type { Draw } from '../step.ts';

/** A range to draw from uniformly, low first. */
export type Range = [low: number, high: number];

/** What stands outside the image: `reflect` dcba|abcd|dcba, `constant` kkkk|abcd|kkkk, `nearest` aaaa|abcd|dddd, `wrap` abcd|abcd|abcd. */
export type FillMode = 'reflect' | 'constant' | 'nearest' | 'wrap';

export type Interpolation = 'bilinear' | 'nearest';

/** How operations that move pixels look up values, and what they find outside the image. */
export interface FillSpec {
  fillMode: FillMode;
  fillValue: number;
  interpolation: Interpolation;
}

export type FlipMode = 'horizontal' | 'vertical' | 'horizontalAndVertical';

/** What was drawn for one image, ready to run on planes laid out as the load step's output. */
export interface Change {
  /** True: reads the planes at `from`, writes those at `to`; false: works in place on `from`, which equals `to`. */
  moves: boolean;
  run(machine: Machine, from: number, to: number): void;
}

/** How operations of one kind work. They are plain data, so that a plan can be sent to a thread. */
export interface OperationKind<Options, Buffers = undefined> {
  /** Whether any of its changes moves pixels, so that a second set of planes is needed. */
  moves: boolean;
  /** Lays out the memory that it needs beside the planes. */
  layOut?(arena: Arena, planes: Planes, options: Options): Buffers;
  /** What happens to this image; undefined where that is nothing. The planes' address is given when a change runs. */
  draw(planes: Planes, operation: Drawn<Options, Buffers>, chance: Chance): Change | undefined;
}

/** What an operation was laid out with. */
interface Drawn<Options, Buffers> {
  options: Options;
  buffers: Buffers;
  /** Lowest and highest value that bytes have become where the layer stands. */
  valueRange: Range;
}

/** The random numbers of one layer for one image: a function of (seed, layer name, sample, epoch) and the index. */
export class Chance {
  readonly key: StreamKey;
  readonly sample: number;
  readonly epoch: number;
  #block = -1;
  #words: readonly number[] = [];

  constructor(key: StreamKey, { sample, epoch }: Pick<Draw, 'sample' | 'epoch'>) {
    this.key = key;
    this.sample = sample;
    this.epoch = epoch;
  }

  /** 32 random bits. */
  word(index: number): number {
    const block = index >>> 2;
    if (block !== this.#block) {
      this.#block = block;
      this.#words = randomWords(this.key, block, this.sample, this.epoch);
    }
    return this.#words[index & 3] ?? 0;
  }

  /** From 0 to below 1, 24 bits. */
  unit(index: number): number {
    return (this.word(index) >>> 8) * 2 ** -24;
  }

  /** From low to below high. */
  within(index: number, [low, high]: Range): number {
    return low + this.unit(index) * (high - low);
  }
}
