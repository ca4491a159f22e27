// The interface of augmentation layers to the load step: draw for an image, and change its planes if needed.
import type { Machine } from '../../kernels.ts';
import { randomWords, type StreamKey } from '../../random.ts';
import type { Arena } from '../arena.ts';
import type { Planes } from '../planes.ts';
import type { Draw } from '../step.ts';

/** A range for uniform draws, low first. */
export type Range = [low: number, high: number];

/**
 * Pixels outside the image: `reflect` dcba|abcd|dcba, `constant` kkkk|abcd|kkkk, `nearest` aaaa|abcd|dddd, `wrap`
 * abcd|abcd|abcd.
 */
export type FillMode = 'reflect' | 'constant' | 'nearest' | 'wrap';

export type Interpolation = 'bilinear' | 'nearest';

/** How operations that move pixels interpolate, and what they read outside the image. */
export interface FillSpec {
  fillMode: FillMode;
  fillValue: number;
  interpolation: Interpolation;
}

export type FlipMode = 'horizontal' | 'vertical' | 'horizontalAndVertical';

/** The change drawn for one image, ready to run on planes laid out like the load step's output. */
export interface Change {
  /** True: reads the planes at `from` and writes those at `to`; false: works in place, with `from` equal to `to`. */
  moves: boolean;
  run(machine: Machine, from: number, to: number): void;
}

/** The implementation of one kind of operation. Operations are plain data, so a plan can be sent to a thread. */
export interface OperationKind<Options, Buffers = undefined> {
  /** Whether any of its changes moves pixels, which requires a second set of planes. */
  moves: boolean;
  /** Lays out the memory it needs in addition to the planes. */
  layOut?(arena: Arena, planes: Planes, options: Options): Buffers;
  /** Draws the change for this image; undefined if there is none. The planes' address is passed when a change runs. */
  draw(planes: Planes, operation: Drawn<Options, Buffers>, chance: Chance): Change | undefined;
}

/** The inputs for laying out an operation. */
interface Drawn<Options, Buffers> {
  options: Options;
  buffers: Buffers;
  /** Lowest and highest value that bytes map to at this layer. */
  valueRange: Range;
}

/** Random numbers of one layer for one image: a function of (seed, layer name, sample, epoch) and the index. */
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

  /** A number from 0 to below 1, with 24 random bits. */
  unit(index: number): number {
    return (this.word(index) >>> 8) * 2 ** -24;
  }

  /** A number from low to below high. */
  within(index: number, [low, high]: Range): number {
    return low + this.unit(index) * (high - low);
  }
}
