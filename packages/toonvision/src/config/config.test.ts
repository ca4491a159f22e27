// Tests of configurations: defaults, loading, and error messages.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UserError } from '../errors/index.ts';
import { type Config, compileLabelPattern, findTarget, loadConfig, resolveConfig } from './index.ts';

const PATTERN = '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$';
const minimal: Config = { label: { pattern: PATTERN }, targets: { suit: ['bb', 'lb', 'cb', 'sb'] } };

async function folderWith(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-config-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), text);
  return folder;
}

/** Returns the error message of an invalid configuration, which has exit code 2 and names the file. */
function errorOf(config: unknown): string {
  try {
    resolveConfig(config, '/p');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain('toonvision.config.ts');
    expect(error.remedy).toBeTruthy();
    return error.message;
  }
  throw new Error('the configuration was accepted');
}

describe('defaults', () => {
  test('requires label and targets only', () => {
    const project = resolveConfig(minimal, '/p/my-town');
    expect(project).toMatchObject({
      name: 'my-town',
      directory: '/p/my-town',
      screenshots: 'screenshots',
      street: 'folder',
      target: 'suit',
      split: {
        ratio: [60, 20, 20],
        seed: 0,
        rounding: 'nearest',
        stratifyBy: ['entity'],
        groupBy: ['screenshot', 'burst'],
      },
      input: { height: 600, width: 200, fit: 'stretch', interpolation: 'bilinear' },
    });
    expect(project.targets.suit).toEqual({
      name: 'suit',
      classes: ['bb', 'lb', 'cb', 'sb'],
      names: { bb: 'bb', lb: 'lb', cb: 'cb', sb: 'sb' },
    });
    expect(project.burst.read('ttc_0012_a')).toEqual({ burst: 'ttc_0012' });
    expect(project.burst.read('ttc_0012')).toBeUndefined();
  });

  test('stratifies by the target if labels have no entity', () => {
    const project = resolveConfig(
      { label: { pattern: '^(?<animal>cat|dog)$' }, targets: { animal: ['cat', 'dog'] } },
      '/p',
    );
    expect(project.split.stratifyBy).toEqual(['animal']);
  });

  test("accepts screenshots in the project folder, and groupBy 'none'", () => {
    const project = resolveConfig({ ...minimal, screenshots: '.', split: { groupBy: 'none' } }, '/p');
    expect(project.screenshots).toBe('.');
    expect(project.split.groupBy).toEqual([]);
  });
});

describe('loading', () => {
  test.each(['ts', 'mts', 'js', 'mjs'])(
    'imports defineConfig in a .%s file without an installed package',
    async (extension) => {
      const text = `import { defineConfig } from 'toonvision';\nexport default defineConfig(${JSON.stringify(minimal)});\n`;
      const project = await loadConfig(await folderWith(`toonvision.config.${extension}`, text));
      expect(project.targets.suit?.classes).toEqual(['bb', 'lb', 'cb', 'sb']);
      expect(project.configFile).toBe(`toonvision.config.${extension}`);
    },
  );

  test('loads TypeScript, and reloads a changed file', async () => {
    const text = (name: string) =>
      `import { type Config, defineConfig } from 'toonvision';\nconst name: string = '${name}';\nexport default defineConfig({ name, ...(${JSON.stringify(minimal)} as Config) });\n`;
    const folder = await folderWith('toonvision.config.ts', text('one'));
    expect((await loadConfig(folder)).name).toBe('one');
    await writeFile(join(folder, 'toonvision.config.ts'), text('two'));
    expect((await loadConfig(folder)).name).toBe('two');
  });

  test('loads JSON', async () => {
    const project = await loadConfig(await folderWith('toonvision.config.json', JSON.stringify(minimal)));
    expect(project.target).toBe('suit');
  });

  test.each([
    ['toonvision.config.json', '{ "label": ', /is not valid JSON/],
    ['toonvision.config.ts', 'export default {{{', /failed to load the configuration/],
    ['toonvision.config.ts', "import 'no-such-package';\nexport default {};", /no-such-package/],
    ['toonvision.config.ts', 'export const config = {};', /has no default export/],
    ['toonvision.config.ts', "throw new Error('boo');", /boo/],
    ['other.txt', '', /toonvision\.config\.ts not found/],
  ])('rejects %s with %j', async (name, text, message) => {
    const folder = await folderWith(name, text);
    await expect(loadConfig(folder)).rejects.toThrow(message);
    await expect(loadConfig(folder)).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
  });

  test('rejects a missing folder, and a file instead of a folder', async () => {
    const folder = await folderWith('a.txt', '');
    await expect(loadConfig(join(folder, 'nowhere'))).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
    await expect(loadConfig(join(folder, 'a.txt'))).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
    await mkdir(join(folder, 'empty'));
    await expect(loadConfig(join(folder, 'empty'))).rejects.toThrow(/toonvision demo/);
  });
});

describe('validation', () => {
  test('suggests the name for a misspelled field, and reports nothing else', () => {
    const { targets, ...rest } = minimal;
    const message = errorOf({ ...rest, targts: targets });
    expect(message).toContain('targts: unknown field; did you mean targets?');
    expect(message).not.toContain('is required');
  });

  test.each<[unknown, string]>([
    [{ ...minimal, input: { hight: 3 } }, 'input.hight: unknown field; did you mean height?'],
    [{ ...minimal, split: { stratify: [] } }, 'split.stratify: unknown field; did you mean stratifyBy?'],
    [{ ...minimal, zzzz: 1 }, 'zzzz: unknown field; expected one of name,'],
    [
      { ...minimal, targets: { suit: { clases: ['a', 'b'] } } },
      'targets.suit.clases: unknown field; did you mean classes?',
    ],
    [{ ...minimal, input: { height: 0 } }, 'input.height: must be 1 or more'],
    [{ ...minimal, input: { height: 1.5 } }, 'input.height: must be a whole number'],
    [{ ...minimal, input: { interpolation: 'cubic' } }, "input.interpolation: must be 'bilinear' or 'nearest'"],
    [{ ...minimal, split: { ratio: [60, 40] } }, 'split.ratio'],
    [{ ...minimal, split: { ratio: [0, 50, 50] } }, 'split.ratio[0]: must be above 0'],
    [
      { ...minimal, split: { stratifyBy: ['entty'] } },
      'split.stratifyBy[0]: unknown attribute "entty"; did you mean "entity"?',
    ],
    [
      { ...minimal, split: { groupBy: ['burts'] } },
      'split.groupBy[0]: unknown attribute "burts"; did you mean "burst"?',
    ],
    [{ ...minimal, targets: { siut: ['bb', 'lb'] } }, 'targets.siut: unknown label part "siut"; did you mean "suit"?'],
    [{ ...minimal, targets: { suit: ['bb'] } }, 'targets.suit.classes: must have at least two classes'],
    [{ ...minimal, targets: { suit: ['bb', 'bb'] } }, 'targets.suit.classes: duplicate class bb'],
    [
      { ...minimal, targets: { suit: { classes: ['bb', 'lb'], names: { xx: 'X' } } } },
      'targets.suit.names.xx: unknown class "xx"',
    ],
    [{ ...minimal, targets: {} }, 'targets: at least one target is required'],
    [{ ...minimal, target: 'animal' }, 'target: unknown target "animal"; expected '],
    [{ ...minimal, label: { pattern: '^(?<suit' } }, 'label.pattern: is not a valid regular expression'],
    [{ ...minimal, label: { pattern: '^cog_.*$' } }, 'label.pattern: has no named group'],
    [{ ...minimal, label: { pattern: '(?<street>x)(?<suit>y)' } }, 'label.pattern: the group name street is reserved'],
    [{ ...minimal, burst: { pattern: '^(?<x>a)' } }, 'burst.pattern: the group `burst` is missing'],
    [{ targets: minimal.targets }, 'label: is required'],
    [{ ...minimal, street: 'file' }, "street: must be 'folder' or 'none'"],
    [null, 'the configuration'],
    ['text', 'the configuration'],
  ])('%j', (config, message) => {
    expect(errorOf(config)).toContain(message);
  });

  test('returns a project or throws a UserError for any value', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.constantFrom('name', 'label', 'targets', 'split', 'input', 'burst', 'street'),
        (value, field) => {
          try {
            resolveConfig({ ...minimal, [field]: value }, '/p');
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
    );
  });

  test('suggests the nearest target', () => {
    const project = resolveConfig(minimal, '/p');
    expect(findTarget(project).name).toBe('suit');
    expect(() => findTarget(project, 'suite')).toThrow(/did you mean "suit"\?/);
    expect(() => findTarget(project, 'constructor')).toThrow(/unknown target "constructor"/);
  });
});

describe('label patterns', () => {
  const label = compileLabelPattern(PATTERN, 'label.pattern');

  test('lists parts once, in order of appearance', () => {
    expect(label.parts).toEqual(['kind', 'suit', 'entity', 'animal']);
    expect(label.read('cog_bb_flunky')).toEqual({ kind: 'cog', suit: 'bb', entity: 'flunky' });
    expect(label.read('toon_dog')).toEqual({ kind: 'toon', animal: 'dog' });
    expect(label.read('cog_xx_flunky')).toBeUndefined();
  });

  test('ignores parentheses in character classes and after a backslash', () => {
    const odd = compileLabelPattern('^[(?<a>]\\((?<part>[^)]+)\\)$', 'x');
    expect(odd.parts).toEqual(['part']);
    expect(odd.read('<(yes)')).toEqual({ part: 'yes' });
  });

  test('rejects named backreferences', () => {
    expect(() => compileLabelPattern('(?<a>x)\\k<a>', 'x')).toThrow(/not supported/);
  });

  test('reads back the parts of any label', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.constantFrom('bb', 'lb', 'cb', 'sb'), word, (suit, entity) => {
        expect(label.read(`cog_${suit}_${entity}`)).toEqual({ kind: 'cog', suit, entity });
        expect(label.read(`toon_${entity}`)).toEqual({ kind: 'toon', animal: entity });
        expect(label.read(`cog_${suit}_${entity} `)).toBeUndefined();
      }),
    );
  });
});

describe('train', () => {
  test('keeps settings as written; a name becomes an object', () => {
    expect(resolveConfig(minimal, '/p').train).toEqual({});
    const train = { epochs: 20, optimizer: 'sgd', schedule: { name: 'cosineDecay' }, sampling: 'street' } as const;
    expect(resolveConfig({ ...minimal, train }, '/p').train).toEqual({
      ...train,
      optimizer: { name: 'sgd' },
    });
  });

  test.each<[object, string]>([
    [{ epoch: 5 }, 'train.epoch: unknown field; did you mean epochs?'],
    [{ epochs: 2.5 }, 'train.epochs: must be a whole number'],
    [{ learningRate: 0 }, 'train.learningRate: must be above 0'],
    [{ labelSmoothing: 'much' }, 'train.labelSmoothing: must be a number'],
    [{ loss: 'focal' }, "train.loss: must be 'sparseCategoricalCrossentropy' or 'categoricalFocalCrossentropy'"],
    [{ classWeight: true }, "train.classWeight: must be 'none' or 'balanced' or 'effectiveNumber'"],
    [{ optimizer: 'sdg' }, "train.optimizer.name: must be 'adam' or"],
    [{ optimizer: { name: 'sgd', momentun: 0.9 } }, 'train.optimizer.momentun: unknown field; did you mean momentum?'],
    [
      { optimizer: { name: 'adam', momentum: 0.9 } },
      'train.optimizer.momentum: adam has no such option; expected one of beta1',
    ],
    [{ optimizer: { name: 'sgd', nesterov: 1 } }, 'train.optimizer.nesterov: must be true or false'],
    [{ focalGamma: 2 }, "train.focalGamma: requires loss 'categoricalFocalCrossentropy'"],
    [{ schedule: { alpha: 0.1 } }, 'train.schedule.alpha: constant has no such option'],
  ])('rejects %j', (train, message) => {
    expect(errorOf({ ...minimal, train })).toContain(message);
  });
});
