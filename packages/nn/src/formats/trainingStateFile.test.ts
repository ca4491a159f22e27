// Training state files: a round trip preserves every bit, and damage is detected.
import { describe, expect, it } from 'vitest';
import type { TrainingState } from '../train/index.ts';
import { readTypedSafetensors, writeSafetensors } from './safetensors.ts';
import { readTrainingState, trainingStateFile } from './trainingStateFile.ts';

const state: TrainingState = {
  version: 1,
  run: { seed: 7, 'layer dense': 'dense {"units":2}' },
  epoch: 3,
  batch: 5,
  begun: true,
  seconds: 0.1 + 0.2,
  weights: Float32Array.of(0.1, -0, 1e-45, 3.4e38),
  optimizer: {
    first: Float32Array.of(1, 2),
    second: new Float32Array(0),
    beta1Power: 0.9 ** 7,
    own: Float64Array.of(0.1),
  },
  learningRate: { step: 12, rate: 1e-3, last: null },
  metrics: { loss: 1 / 3, hits: [1, 0, 2], log: { scores: Float32Array.of(0.5), labels: Int32Array.of(-1) } },
  callbacks: [
    {
      name: 'earlyStopping',
      options: '{"patience":5}',
      state: { waited: 2, bestValue: Number.NaN, bestWeights: null },
    },
    { name: 'progress', options: '{}', state: null },
  ],
  epochs: [
    {
      epoch: 1,
      loss: 0.25,
      learningRate: 1e-3,
      seconds: 1,
      imagesPerSecond: Number.POSITIVE_INFINITY,
      valLoss: Number.NaN,
    },
    { epoch: 2, loss: -0, learningRate: 1e-3, seconds: 1, imagesPerSecond: Number.NEGATIVE_INFINITY },
  ],
  stopped: { kind: 'plateau', message: 'plateau: größer' },
};

describe('training state file', () => {
  it('preserves every number bit for bit', () => {
    const bytes = trainingStateFile(state);
    const again = readTrainingState(bytes);
    expect(again).toEqual(state);
    expect(Object.is(again.epochs[1]?.loss, -0)).toBe(true);
    expect(Object.is(again.weights[1], -0)).toBe(true);
    expect(trainingStateFile(again)).toEqual(bytes);
  });

  it('is rejected when truncated anywhere', () => {
    const bytes = trainingStateFile(state);
    for (let end = 0; end < bytes.length; end++) {
      expect(() => readTrainingState(bytes.subarray(0, end))).toThrow(/^(safetensors|training state): /);
    }
  });

  it('is rejected when any significant byte changes', () => {
    const bytes = trainingStateFile(state);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at]! ^= 1;
      let read: TrainingState | undefined;
      try {
        read = readTrainingState(damaged);
      } catch (error) {
        expect(String(error)).toMatch(/safetensors|training state/);
      }
      // Vector names may change consistently; the values read must be correct.
      if (read !== undefined) expect(read).toEqual(state);
    }
  });

  it('rejects other files and states with missing fields', () => {
    expect(() => readTrainingState(writeSafetensors([{ name: 'a', shape: [1], data: Float32Array.of(1) }]))).toThrow(
      'training state: the file holds none',
    );
    const without = (field: keyof TrainingState) => {
      const { [field]: _, ...rest } = state;
      return () => readTrainingState(trainingStateFile(rest as TrainingState));
    };
    expect(without('weights')).toThrow('training state: state: weights must be a Float32Array');
    expect(without('epoch')).toThrow('training state: state: epoch must be a whole number of at least 0');
    expect(without('learningRate')).toThrow('learningRate must be an object');
    expect(() => readTrainingState(trainingStateFile({ ...state, version: 2 as 1 }))).toThrow('unknown version 2');
    expect(() => readTrainingState(trainingStateFile({ ...state, epoch: 9 }))).toThrow(
      'epoch must be 3 after 2 finished epochs, got 9',
    );
    expect(() => trainingStateFile({ ...state, run: { $a: 1 } })).toThrow(
      'training state: run: a field cannot be named $a',
    );
  });

  it('is a safetensors file that other readers accept', () => {
    const { tensors, metadata } = readTypedSafetensors(trainingStateFile(state));
    expect(tensors.find(({ name }) => name === 'weights')?.data).toEqual(state.weights);
    expect(Object.keys(metadata)).toEqual(['format', 'checksum', 'state']);
  });
});
