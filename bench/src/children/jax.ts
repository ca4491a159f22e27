// The child that measures jax-js on its wasm backend, which has one thread in Node.
import { readFile } from 'node:fs/promises';
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { type Architecture, flattenedShape } from '../architectures.ts';
import { type LayerWeights, randomWeights } from '../onnxModel.ts';
import { BATCHES, repeatFor, serveRounds } from '../protocol.ts';
import { cyclicLabels, randomImages, scaledToOne } from '../randomImages.ts';

// Its trees must be type aliases; one array of kernels and one of biases, the dense layer last.
type Weights = { kernels: np.Array[]; biases: np.Array[] };
type AdamState = { weights: Weights; means: Weights; squares: Weights; step: np.Array };

function initialWeights(architecture: Architecture): Weights {
  const { convs, dense } = randomWeights(architecture);
  const { stages, channels, classes } = architecture;
  const shapes = stages.map(({ filters, kernelSize }, index) => {
    const inputs = index === 0 ? channels : stages[0].filters;
    return [filters, inputs, kernelSize, kernelSize];
  });
  const features = flattenedShape(architecture).reduce((product, size) => product * size, 1);
  const layers: readonly LayerWeights[] = [...convs, dense];
  return {
    kernels: layers.map(({ kernel }, index) =>
      np.array(new Float32Array(kernel), { shape: shapes[index] ?? [features, classes] }),
    ),
    biases: layers.map(({ bias }) => np.array(new Float32Array(bias))),
  };
}

// Every array a function is given it must use up exactly once; `.ref` is one use more.
// Without flip and dropout, which only makes it faster.
function logits(architecture: Architecture, { kernels, biases }: Weights, images: np.Array): np.Array {
  let values = images;
  architecture.stages.forEach(({ filters, pools }, index) => {
    const [kernel, bias] = [kernels[index], biases[index]];
    if (kernel === undefined || bias === undefined) throw new Error(`no weights of convolution ${index}`);
    const convolved = lax.convGeneralDilated(values, kernel, [1, 1], 'SAME');
    values = nn.relu(convolved.add(bias.reshape([1, filters, 1, 1])));
    for (const pool of pools) values = lax.reduceWindow(values, (window) => np.max(window), [pool, pool], [pool, pool]);
  });
  const [kernel, bias] = [kernels[2], biases[2]];
  if (kernel === undefined || bias === undefined) throw new Error('no weights of the dense layer');
  const count = values.shape[0] ?? 0;
  return np.dot(values.reshape([count, -1]), kernel).add(bias);
}

/** One step of Adam over the whole tree, compiled together with the gradient. */
function trainingStep(architecture: Architecture) {
  const loss = (weights: Weights, images: np.Array, targets: np.Array): np.Array =>
    np.mean(np.sum(nn.logSoftmax(logits(architecture, weights, images), -1).mul(targets), -1)).mul(-1);
  const lossAndGradient = valueAndGrad(loss);
  const [rate, beta1, beta2, epsilon] = [1e-3, 0.9, 0.999, 1e-7];
  return jit((state: AdamState, images: np.Array, targets: np.Array) => {
    const [value, gradient] = lossAndGradient(tree.ref(state.weights), images, targets);
    const step = state.step.add(1);
    const correction1 = np.power(beta1, step.ref).mul(-1).add(1);
    const correction2 = np.power(beta2, step.ref).mul(-1).add(1);
    const [flatGradient, structure] = tree.flatten(gradient);
    const means = tree
      .leaves(state.means)
      .map((mean, index) => mean.mul(beta1).add(at(flatGradient, index).ref.mul(1 - beta1)));
    const squares = tree
      .leaves(state.squares)
      .map((square, index) => square.mul(beta2).add(np.square(at(flatGradient, index)).mul(1 - beta2)));
    const weights = tree.leaves(state.weights).map((weight, index) => {
      const root = np.sqrt(at(squares, index).ref.div(correction2.ref)).add(epsilon);
      return weight.sub(at(means, index).ref.div(correction1.ref).div(root).mul(rate));
    });
    correction1.dispose();
    correction2.dispose();
    const grown = (leaves: np.Array[]): Weights => tree.unflatten(structure, leaves) as Weights;
    return [value, { weights: grown(weights), means: grown(means), squares: grown(squares), step }] as [
      np.Array,
      AdamState,
    ];
  });
}

function at(leaves: readonly np.Array[], index: number): np.Array {
  const leaf = leaves[index];
  if (leaf === undefined) throw new Error(`no weight number ${index}`);
  return leaf;
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.resolve('@jax-js/jax')), 'utf8');
  const found: unknown = Reflect.get(JSON.parse(text), 'version');
  return typeof found === 'string' ? found : 'of unknown version';
}

await serveRounds(async ({ task, batch }, architecture) => {
  await init('wasm');
  defaultDevice('wasm');
  const { height, width, channels, classes } = architecture;
  const pixels = channels * height * width;
  const bytes = randomImages(architecture, batch * BATCHES);
  let next = 0;
  // It has no arrays of bytes, so they become floats here.
  const takeBatch = (): np.Array => {
    const start = (next % BATCHES) * batch * pixels;
    next += 1;
    const floats = scaledToOne(bytes.subarray(start, start + batch * pixels));
    return np.array(floats, { shape: [batch, channels, height, width] });
  };
  const weights = initialWeights(architecture);
  const predict = jit((tensors: Weights, images: np.Array) => nn.softmax(logits(architecture, tensors, images), -1));
  const infer = async (): Promise<void> => {
    await predict(tree.ref(weights), takeBatch()).data();
  };
  const train = trainingStep(architecture);
  const zeros = (): Weights => tree.map((weight: np.Array) => np.zeros(weight.shape), weights) as Weights;
  let state: AdamState = { weights: tree.ref(weights), means: zeros(), squares: zeros(), step: np.array(0) };
  const fit = async (): Promise<void> => {
    const targets = nn.oneHot(np.array(cyclicLabels(architecture, batch)), classes);
    const [loss, trained] = train(state, takeBatch(), targets);
    state = trained;
    const [value] = await loss.data();
    if (value === undefined || !Number.isFinite(value)) throw new Error(`its loss is ${value}`);
    await blockUntilReady(state);
  };
  const work = task === 'training' ? fit : infer;
  await work();
  return { versions: `jax-js ${await version()}`, round: (seconds) => repeatFor(seconds, batch, work) };
});
