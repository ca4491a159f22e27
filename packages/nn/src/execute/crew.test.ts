// Crews of every kind leave the same bits in the team's buffers.
import { afterEach, describe, expect, it } from 'vitest';
import { buildChain } from '../chain.ts';
import { initialWeights } from '../initializers.ts';
import { type LayerSpec, layers } from '../layers/index.ts';
import { randomWords, streamKey } from '../random.ts';
import { type ImageSource, imageBytes, pixelFile } from './images.ts';
import { type Job, makeBuffers, type TeamBuffers } from './job.ts';
import { isShared } from './sharedBuffer.ts';
import { startTeam, type Team } from './team.ts';

const inputShape = [12, 9, 3];
const [height = 1, width = 1, channels = 1] = inputShape;
const count = 40;
const classes = 3;
const batchSize = 33;
const plain: LayerSpec[] = [
  layers.rescaling({ scale: 1 / 255 }),
  layers.randomFlip(),
  layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
  layers.maxPooling2d(),
  layers.dropout({ rate: 0.3 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
// Batches in five phases.
const staged: LayerSpec[] = [
  layers.rescaling({ scale: 1 / 255 }),
  layers.randomFlip(),
  layers.conv2d({ filters: 4, kernelSize: 3 }),
  layers.batchNormalization(),
  layers.activation({ activation: 'relu' }),
  layers.maxPooling2d(),
  layers.conv2d({ filters: 5, kernelSize: 3 }),
  layers.batchNormalization(),
  layers.dropout({ rate: 0.3 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
const key = streamKey(1, 'pictures');
const bytes = Uint8Array.from({ length: count * height * width * channels }, (_, i) => randomWords(key, i)[0] & 255);
const labels = Int32Array.from({ length: count }, (_, i) => i % classes);

const teams: Team[] = [];
afterEach(async () => {
  for (const team of teams.splice(0)) await team.end();
});

/** As in a page without shared memory. */
function unshared(): { source: ImageSource; buffers: (shared: TeamBuffers) => TeamBuffers } {
  const source = imageBytes(bytes, { height, width, channels });
  const own = ({ byteLength }: { byteLength: number }) => new ArrayBuffer(byteLength);
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return {
    source: { ...source, store: { kind: 'memory', buffer } },
    buffers: (shared) =>
      Object.fromEntries(Object.entries(shared).map(([name, memory]) => [name, own(memory)])) as unknown as TeamBuffers,
  };
}

async function team(
  specs: LayerSpec[],
  threads: number,
  memory: 'shared' | 'messages',
  source?: ImageSource,
): Promise<Team> {
  const chain = buildChain(specs, inputShape);
  const shared = makeBuffers(chain.parameters, classes, batchSize, true);
  expect(isShared(shared.parameters)).toBe(true);
  const other = unshared();
  const setup = {
    specs: chain.layers.map(({ spec, name }) => ({ ...spec, name })),
    inputShape,
    sources: [source ?? (memory === 'shared' ? imageBytes(bytes, { height, width, channels }) : other.source)],
    seed: 4,
    batchSize,
    buffers: memory === 'shared' ? shared : other.buffers(shared),
  };
  const started = await startTeam(setup, threads);
  teams.push(started);
  started.parameters.set(initialWeights(chain, 4));
  return started;
}

function jobOf(size: number, training: boolean): Job {
  const positions = Int32Array.from({ length: size }, (_, i) => (i * 7) % count);
  return {
    source: 0,
    positions,
    labels: positions.map((position) => labels[position] ?? 0),
    ...(training ? { training: { epoch: 2 } } : {}),
  };
}

async function resultOf(started: Team, job: Job) {
  const size = job.positions.length;
  await started.run(job);
  return {
    outputs: started.outputs.slice(0, size * classes),
    losses: started.losses.slice(0, size),
    gradients: job.training === undefined ? undefined : started.gradients(size).slice(),
  };
}

describe('crew', () => {
  for (const [name, specs] of Object.entries({ plain, staged })) {
    for (const [memory, threads] of [
      ['shared', 1],
      ['shared', 3],
      ['messages', 0],
      ['messages', 1],
      ['messages', 3],
      // More workers than slots: some have nothing to do.
      ['messages', 18],
    ] as const) {
      it(`of ${threads} threads, ${memory}, ${name}: the same outputs, losses and gradients as this thread alone`, async () => {
        const alone = await team(specs, 0, 'shared');
        const other = await team(specs, threads, memory);
        // Later jobs must not see what earlier ones left; weights change between jobs.
        for (const job of [jobOf(33, true), jobOf(1, true), jobOf(17, true), jobOf(33, false), jobOf(16, true)]) {
          const expected = await resultOf(alone, job);
          expect(expected.outputs.every((value) => value > 0)).toBe(true);
          expect(await resultOf(other, job)).toEqual(expected);
          for (const each of [alone, other]) {
            if (job.training !== undefined) each.updateMoving(each.parameters);
            each.parameters.forEach((value, i) => {
              each.parameters[i] = value + (i % 5) / 64;
            });
          }
        }
      });
    }
  }

  for (const [name, specs] of Object.entries({ plain, staged })) {
    it(`grows between batches without a change of bits, ${name}`, async () => {
      const alone = await team(specs, 0, 'shared');
      const other = await team(specs, 1, 'shared');
      other.grow(4);
      const job = jobOf(33, true);
      const expected = await resultOf(alone, job);
      let rounds = 0;
      do {
        expect(await resultOf(other, job)).toEqual(expected);
        await new Promise((done) => setTimeout(done, 5));
        rounds += 1;
      } while (other.threads() < 4 && rounds < 2000);
      expect(other.threads()).toBe(4);
      expect(await resultOf(other, job)).toEqual(expected);
      other.grow(2);
      expect(await resultOf(other, job)).toEqual(expected);
      expect(other.threads()).toBe(4);
    });
  }

  it('that shares no memory stays as it is', async () => {
    const other = await team(plain, 2, 'messages');
    other.grow(4);
    await resultOf(other, jobOf(33, true));
    expect(other.threads()).toBe(2);
  });

  for (const memory of ['shared', 'messages'] as const) {
    it(`says what failed in a worker, ${memory}`, async () => {
      const missing = pixelFile({ path: 'missing.pixels', height, width, channels, count });
      await expect(team(plain, 2, memory, missing)).rejects.toThrow('missing.pixels: cannot be opened');
    });
  }
});
