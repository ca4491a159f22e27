// Flips: the random draws, and mirroring of planes when a flip follows another augmentation.
import type { Chance, FlipMode, OperationKind } from './operation.ts';

/** Whether an image is mirrored left to right and top to bottom. */
export interface Flip {
  horizontal: boolean;
  vertical: boolean;
}

/** Each direction has its own random word, so a layer's horizontal draw does not depend on its mode. */
export function drawFlip(mode: FlipMode, chance: Chance): Flip {
  return {
    horizontal: mode !== 'vertical' && (chance.word(0) & 1) === 1,
    vertical: mode !== 'horizontal' && (chance.word(1) & 1) === 1,
  };
}

export const flip: OperationKind<{ mode: FlipMode }> = {
  moves: true,
  draw: ({ channels, height, width, rowStride, planeStride }, { options }, chance) => {
    const { horizontal, vertical } = drawFlip(options.mode, chance);
    if (!horizontal && !vertical) return undefined;
    return {
      moves: true,
      run: ({ kernels }, from, to) => {
        const start = vertical ? to + (height - 1) * rowStride : to;
        const stride = vertical ? -rowStride : rowStride;
        for (let c = 0; c < channels; c++) {
          const at = c * planeStride;
          kernels.mirrorPlane(from + at, start + at, height, width, rowStride, stride, horizontal ? 1 : 0);
        }
      },
    };
  },
};
