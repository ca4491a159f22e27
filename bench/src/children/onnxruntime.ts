// The child that measures onnxruntime-node: inference only, from floats or from bytes.
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { type OnnxInput, onnxModel, randomWeights } from '../onnxModel.ts';
import { BATCHES, repeatFor, serveRounds } from '../protocol.ts';
import { randomImages, scaledToOne } from '../randomImages.ts';

await serveRounds(async ({ task, threads, batch, variant }, architecture) => {
  if (task === 'training') throw new Error('the npm package has no training');
  const input: OnnxInput = variant === 'uint8' ? 'uint8' : 'float32';
  const model = onnxModel(architecture, randomWeights(architecture), input);
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  const { channels, height, width } = architecture;
  const pixels = channels * height * width;
  const images = randomImages(architecture, batch * BATCHES);
  const feeds = Array.from({ length: BATCHES }, (_, index) => {
    const slice = images.slice(index * batch * pixels, (index + 1) * batch * pixels);
    const dims = [batch, channels, height, width];
    return input === 'uint8' ? new Tensor('uint8', slice, dims) : new Tensor('float32', scaledToOne(slice), dims);
  });
  let next = 0;
  const run = async (): Promise<void> => {
    const tensor = feeds[next % BATCHES];
    next += 1;
    if (tensor !== undefined) await session.run({ images: tensor });
  };
  await run();
  await run();
  return {
    versions: `onnxruntime-node ${env.versions.node ?? 'of unknown version'}`,
    round: (seconds) => repeatFor(seconds, batch, run),
  };
});
