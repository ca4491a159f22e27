// The page that only predicts, as small as a bundler can make it: what its test measures.
import { imageBytes, modelFromFiles } from '@toonvision/nn';

export interface PredictionPage {
  predict(modelJson: string, weights: number[], bytes: number[]): Promise<number[]>;
}

const page: PredictionPage = {
  predict: async (modelJson, weights, bytes) => {
    const model = modelFromFiles({ modelJson, weights: Uint8Array.from(weights) });
    const [height = 1, width = 1, channels = 1] = model.inputShape;
    const { probabilities } = await model.predict(imageBytes(Uint8Array.from(bytes), { height, width, channels }));
    return [...probabilities];
  },
};
Object.assign(globalThis, { page });
