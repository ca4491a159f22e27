// Tests of settings: text, arguments, defaults, ranges, and a new setting.
import { describe, expect, expectTypeOf, it } from 'vitest';
import { requestSettings, storedSettings } from '../config/index.ts';
import { settingsSchema } from '../config/settingsSchema.ts';
import {
  defaultText,
  formatNarrowing,
  formatPoint,
  type GivenSettings,
  parseNarrowing,
  parsePoint,
  parseSetting,
  rangeText,
  type Settings,
  settingArguments,
  settingConflicts,
  TRAIN_SETTINGS,
  withDefaults,
} from './index.ts';

describe('arguments', () => {
  it('use names and values of the command line and skip settings without a flag', () => {
    const values = {
      batchSize: 32,
      loss: 'categoricalFocalCrossentropy',
      optimizer: { name: 'sgd', momentum: 0.9 },
      schedule: { alpha: 0.1 },
      augmentation: { randomFlip: 'horizontal', randomFog: 0.4 },
      startFromEpoch: undefined,
    } as const;
    expect(settingArguments(TRAIN_SETTINGS, values)).toEqual([
      '--batch=32',
      '--optimizer=sgd',
      '--loss=focal',
      '--augmentation=flip,fog=0.4',
    ]);
  });

  it('of points and ranges are parsed back', () => {
    const point = { conv_1_filters: 8, padding: 'same', flip: true };
    expect(parsePoint(formatPoint(point))).toEqual(point);
    const ranges = { pool_1_size: { min: 2, max: 3 }, rate: { min: 1e-7, max: 0.1 }, padding: { values: ['same'] } };
    expect(parseNarrowing(formatNarrowing(ranges))).toEqual(ranges);
    for (const text of ['', 'a', 'a=', '=1', 'a=1=2']) expect(() => parsePoint(text)).toThrow('expected name=value');
    expect(() => parseNarrowing('a')).toThrow('expected name=2..3 or name=same|valid, got "a"');
  });
});

describe('text', () => {
  it.each([
    ['epochs', '0', 'must be 1 or more, got "0"'],
    ['epochs', '1.5', 'must be a whole number, got "1.5"'],
    ['epochs', ' ', 'must be a whole number, got " "'],
    ['learningRate', '0', 'must be above 0, got "0"'],
    ['labelSmoothing', '1', 'must be below 1, got "1"'],
    ['labelSmoothing', 'Infinity', 'must be a number, got "Infinity"'],
  ] as const)('of %s rejects %j', (name, text, message) => {
    expect(() => parseSetting(TRAIN_SETTINGS[name], text)).toThrow(message);
  });

  it('shows defaults and ranges', () => {
    expect(defaultText(TRAIN_SETTINGS.learningRate)).toBe('0.001, sgd: 0.01');
    expect(defaultText(TRAIN_SETTINGS.loss)).toBe('crossentropy');
    expect(defaultText(TRAIN_SETTINGS.augmentation)).toBe('none');
    expect(rangeText(TRAIN_SETTINGS.epochs)).toBe('integer, at least 1');
    expect(rangeText(TRAIN_SETTINGS.labelSmoothing)).toBe('number, at least 0, below 1');
  });
});

describe('a new setting', () => {
  const record = {
    ...TRAIN_SETTINGS,
    mixup: { type: 'number', min: 0, max: 1, default: 0.2, help: 'Strength of mixup', onlyWith: { loss: 'focal' } },
  } as const satisfies Settings;

  it('needs its record alone for type, default, argument, request and conflict', () => {
    expectTypeOf<GivenSettings<typeof record>['mixup']>().toEqualTypeOf<number | undefined>();
    expect(withDefaults(record, {}).mixup).toBe(0.2);
    expect(settingsSchema(record).parse({ mixup: 1 })).toEqual({ mixup: 1 });
    expect(settingsSchema(record).safeParse({ mixup: 2 }).error?.issues[0]).toMatchObject({
      path: ['mixup'],
      message: 'must be 1 or less',
    });
    expect(requestSettings(record).mixup.safeParse(-1).success).toBe(false);
    expect(storedSettings(record).mixup.parse(0.5)).toBe(0.5);
    expect(settingArguments(record, { mixup: 0.5 })).toEqual(['--mixup=0.5']);
    expect(settingConflicts(record, { mixup: 0.5 })).toEqual([
      { path: ['mixup'], message: "requires loss 'focal' (--loss focal)" },
    ]);
  });
});
