// Flips: the coins, and mirroring planes where a flip stands behind another augmentation.
import type { Machine } from '../../kernels.ts';
import type { Bench, Chance, DrawnOperation, FlipMode } from './operation.ts';

/** Whether a picture is mirrored left to right and top to bottom. */
export interface Flip {
  horizontal: boolean;
  vertical: boolean;
}

/** Each direction has a word of its own, so a layer's horizontal coin does not depend on its mode. */
export function drawFlip(mode: FlipMode, chance: Chance): Flip {
  return {
    horizontal: mode !== 'vertical' && (chance.word(0) & 1) === 1,
    vertical: mode !== 'horizontal' && (chance.word(1) & 1) === 1,
  };
}

export function flipOperation({ planes }: Bench, stream: string, { mode }: { mode: FlipMode }): DrawnOperation {
  const { channels, height, width, rowStride, planeStride } = planes;
  const mirror = ({ kernels }: Machine, from: number, to: number, { horizontal, vertical }: Flip) => {
    const begin = vertical ? to + (height - 1) * rowStride : to;
    const stride = vertical ? -rowStride : rowStride;
    for (let c = 0; c < channels; c++) {
      const at = c * planeStride;
      kernels.mirrorPlane(from + at, begin + at, height, width, rowStride, stride, horizontal ? 1 : 0);
    }
  };
  return {
    stream,
    moves: true,
    draw: (chance) => {
      const flip = drawFlip(mode, chance);
      if (!flip.horizontal && !flip.vertical) return undefined;
      return { moves: true, run: (machine, from, to) => mirror(machine, from, to, flip) };
    },
  };
}
