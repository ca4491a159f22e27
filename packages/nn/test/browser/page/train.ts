// The page that trains: puts what the test calls on the global object.
import * as nn from '@toonvision/nn';
import { type Digests, sameTraining } from '../../sameTraining.ts';

export interface TrainingPage {
  train(threads?: number): Promise<Record<string, Digests>>;
  /** The message of the ModelError that ends a training. */
  trainingError(threads: number): Promise<string>;
  /** The message of the ModelError that pixelFile throws. */
  pixelFileError(): string;
}

function messageOf(error: unknown): string {
  return error instanceof nn.ModelError ? error.message : `no ModelError: ${String(error)}`;
}

const page: TrainingPage = {
  train: (threads) => sameTraining(nn, threads),
  trainingError: (threads) => sameTraining(nn, threads).then(() => 'no error', messageOf),
  pixelFileError: () => {
    try {
      nn.pixelFile({ path: 'images.pixels', height: 1, width: 1, channels: 3, count: 1 });
      return 'no error';
    } catch (error) {
      return messageOf(error);
    }
  },
};
Object.assign(globalThis, { page });
