// Callbacks of resumed training make the calls they make without interruption.
import { describe, expect, it } from 'vitest';
import {
  type Callback,
  csvLogger,
  earlyStopping,
  learningRateScheduler,
  modelCheckpoint,
  progress,
  reduceLROnPlateau,
  type TrainingState,
  terminateOnNaN,
} from '../src/index.ts';
import {
  BATCHES_PER_EPOCH,
  createModel,
  data,
  FIT_OPTIONS,
  outcome,
  trainInTwoParts,
  trainWhole,
} from './resumedTraining.ts';

describe('each callback resumes to the same bits', () => {
  /** Callbacks that record their calls: both parts together must make the calls of the whole run. */
  function recordingCallbacks() {
    const lines: string[] = [];
    const savedEpochs: number[] = [];
    const scheduledEpochs: number[] = [];
    const untimed = (line: string) =>
      lines.push(line.replace(/[\d.]+ (s|min|h)\b/g, 'time').replace(/ {2}time left/, ''));
    // Other columns hold times; the epoch and the loss are compared.
    const csv = (line: string) => lines.push(line.split(',').slice(0, 2).join(','));
    const make: Record<string, () => Callback[]> = {
      earlyStopping: () => [earlyStopping({ monitor: 'valAccuracy', minDelta: 0.5, patience: 2 })],
      'earlyStopping without weights': () => [earlyStopping({ patience: 1, minDelta: 9, restoreBestWeights: false })],
      'reduceLROnPlateau, waiting': () => [reduceLROnPlateau({ minDelta: 9, patience: 2, factor: 0.5 })],
      reduceLROnPlateau: () => [reduceLROnPlateau({ minDelta: 9, patience: 1, factor: 0.5, cooldown: 2 })],
      learningRateScheduler: () => [
        learningRateScheduler((epoch, rate) => {
          scheduledEpochs.push(epoch);
          return rate * 0.7;
        }),
      ],
      'csvLogger and progress': () => [csvLogger(csv), progress({ write: untimed })],
      modelCheckpoint: () => [
        modelCheckpoint({ saveBestOnly: true, monitor: 'valLoss', save: ({ epoch }) => void savedEpochs.push(epoch) }),
      ],
      terminateOnNaN: () => [terminateOnNaN()],
    };
    return { make, calls: { lines, savedEpochs, scheduledEpochs } };
  }

  it.each(Object.keys(recordingCallbacks().make))('%s', async (name) => {
    const once = recordingCallbacks();
    const callbacks = (from: typeof once) => from.make[name]?.() ?? [];
    const expected = await trainWhole({ callbacks: callbacks(once) });
    const batches = expected.history.length * BATCHES_PER_EPOCH;
    for (let steps = 0; steps < batches; steps += 3) {
      const parts = recordingCallbacks();
      const result = await trainInTwoParts(steps, { callbacks: callbacks(parts) }, { callbacks: callbacks(parts) });
      expect(result, `after ${steps} batches`).toEqual(expected);
      expect(parts.calls).toEqual(once.calls);
    }
  });

  it('all together, after many interruptions', async () => {
    const callbacks = () => Object.values(recordingCallbacks().make).flatMap((make) => make());
    const expected = await trainWhole({ callbacks: callbacks() });
    let resumeFrom: TrainingState | undefined;
    for (;;) {
      const abort = new AbortController();
      const model = createModel();
      const history = await model.fit(data, {
        ...FIT_OPTIONS,
        callbacks: callbacks(),
        signal: abort.signal,
        onBatch: ({ batch }) => batch % 2 === 1 && abort.abort(),
        resumeFrom,
      });
      resumeFrom = model.trainingState();
      if (history.stopReason.kind === 'interrupted') continue;
      expect(outcome(model, history)).toEqual(expected);
      break;
    }
  });
});
