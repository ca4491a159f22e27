// What a configuration may say, how it is loaded, and what is said when it is wrong.
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

/** The message of a configuration that does not fit; the exit code must be 2 and the file named. */
function faultOf(config: unknown): string {
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
  test('everything but the label and the targets may be left out', () => {
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

  test('without an entity the target is what is stratified by', () => {
    const project = resolveConfig(
      { label: { pattern: '^(?<animal>cat|dog)$' }, targets: { animal: ['cat', 'dog'] } },
      '/p',
    );
    expect(project.split.stratifyBy).toEqual(['animal']);
  });

  test("screenshots in the project folder itself, and groupBy 'none'", () => {
    const project = resolveConfig({ ...minimal, screenshots: '.', split: { groupBy: 'none' } }, '/p');
    expect(project.screenshots).toBe('.');
    expect(project.split.groupBy).toEqual([]);
  });
});

describe('loading', () => {
  test.each(['ts', 'mts', 'js', 'mjs'])(
    'a .%s file imports defineConfig where toonvision is not installed',
    async (extension) => {
      const text = `import { defineConfig } from 'toonvision';\nexport default defineConfig(${JSON.stringify(minimal)});\n`;
      const project = await loadConfig(await folderWith(`toonvision.config.${extension}`, text));
      expect(project.targets.suit?.classes).toEqual(['bb', 'lb', 'cb', 'sb']);
      expect(project.configFile).toBe(`toonvision.config.${extension}`);
    },
  );

  test('TypeScript syntax is understood, and a changed file is read anew', async () => {
    const text = (name: string) =>
      `import { type Config, defineConfig } from 'toonvision';\nconst name: string = '${name}';\nexport default defineConfig({ name, ...(${JSON.stringify(minimal)} as Config) });\n`;
    const folder = await folderWith('toonvision.config.ts', text('one'));
    expect((await loadConfig(folder)).name).toBe('one');
    await writeFile(join(folder, 'toonvision.config.ts'), text('two'));
    expect((await loadConfig(folder)).name).toBe('two');
  });

  test('JSON', async () => {
    const project = await loadConfig(await folderWith('toonvision.config.json', JSON.stringify(minimal)));
    expect(project.target).toBe('suit');
  });

  test.each([
    ['toonvision.config.json', '{ "label": ', /no JSON/],
    ['toonvision.config.ts', 'export default {{{', /cannot be loaded/],
    ['toonvision.config.ts', "import 'no-such-package';\nexport default {};", /no-such-package/],
    ['toonvision.config.ts', 'export const config = {};', /exports no configuration/],
    ['toonvision.config.ts', "throw new Error('boo');", /boo/],
    ['other.txt', '', /there is no toonvision\.config\.ts/],
  ])('%s with %j is explained', async (name, text, message) => {
    const folder = await folderWith(name, text);
    await expect(loadConfig(folder)).rejects.toThrow(message);
    await expect(loadConfig(folder)).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
  });

  test('a missing folder, and a file instead of a folder', async () => {
    const folder = await folderWith('a.txt', '');
    await expect(loadConfig(join(folder, 'nowhere'))).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
    await expect(loadConfig(join(folder, 'a.txt'))).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
    await mkdir(join(folder, 'empty'));
    await expect(loadConfig(join(folder, 'empty'))).rejects.toThrow(/toonvision demo/);
  });
});

describe('faults', () => {
  test('a typo names the file, the field and the right name, and nothing besides', () => {
    const { targets, ...rest } = minimal;
    const message = faultOf({ ...rest, targts: targets });
    expect(message).toContain('targts: unknown field; did you mean targets?');
    expect(message).not.toContain('is missing');
  });

  test.each<[unknown, string]>([
    [{ ...minimal, input: { hight: 3 } }, 'input.hight: unknown field; did you mean height?'],
    [{ ...minimal, split: { stratify: [] } }, 'split.stratify: unknown field; did you mean stratifyBy?'],
    [{ ...minimal, zzzz: 1 }, 'zzzz: unknown field; the fields here are name,'],
    [
      { ...minimal, targets: { suit: { clases: ['a', 'b'] } } },
      'targets.suit.clases: unknown field; did you mean classes?',
    ],
    [{ ...minimal, input: { height: 0 } }, 'input.height: must be 1 or more'],
    [{ ...minimal, input: { height: 1.5 } }, 'input.height: must be a whole number'],
    [{ ...minimal, input: { interpolation: 'cubic' } }, "input.interpolation: must be 'bilinear' or 'nearest'"],
    [{ ...minimal, split: { ratio: [60, 40] } }, 'split.ratio'],
    [{ ...minimal, split: { ratio: [0, 50, 50] } }, 'split.ratio[0]: the training share is 0'],
    [
      { ...minimal, split: { stratifyBy: ['entty'] } },
      'split.stratifyBy[0]: unknown attribute "entty"; did you mean "entity"?',
    ],
    [
      { ...minimal, split: { groupBy: ['burts'] } },
      'split.groupBy[0]: unknown attribute "burts"; did you mean "burst"?',
    ],
    [{ ...minimal, targets: { siut: ['bb', 'lb'] } }, 'targets.siut: unknown label part "siut"; did you mean "suit"?'],
    [{ ...minimal, targets: { suit: ['bb'] } }, 'targets.suit.classes: needs two classes or more'],
    [{ ...minimal, targets: { suit: ['bb', 'bb'] } }, 'targets.suit.classes: bb stands there twice'],
    [
      { ...minimal, targets: { suit: { classes: ['bb', 'lb'], names: { xx: 'X' } } } },
      'targets.suit.names.xx: no class is called xx',
    ],
    [{ ...minimal, targets: {} }, 'targets: there is none'],
    [{ ...minimal, target: 'animal' }, 'target: unknown target "animal"; expected '],
    [{ ...minimal, label: { pattern: '^(?<suit' } }, 'label.pattern: no regular expression'],
    [{ ...minimal, label: { pattern: '^cog_.*$' } }, 'label.pattern: the pattern has no named group'],
    [{ ...minimal, label: { pattern: '(?<street>x)(?<suit>y)' } }, 'a sample has a street already'],
    [{ ...minimal, burst: { pattern: '^(?<x>a)' } }, 'burst.pattern: the group burst is missing'],
    [{ targets: minimal.targets }, 'label: is missing'],
    [{ ...minimal, street: 'file' }, "street: must be 'folder' or 'none'"],
    [null, 'the configuration'],
    ['text', 'the configuration'],
  ])('%j', (config, message) => {
    expect(faultOf(config)).toContain(message);
  });

  test('no value whatever gives anything but a project or a UserError', () => {
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

  test('an unknown target names the nearest', () => {
    const project = resolveConfig(minimal, '/p');
    expect(findTarget(project).name).toBe('suit');
    expect(() => findTarget(project, 'suite')).toThrow(/did you mean "suit"\?/);
    expect(() => findTarget(project, 'constructor')).toThrow(/unknown target "constructor"/);
  });
});

describe('label patterns', () => {
  const label = compileLabelPattern(PATTERN, 'label.pattern');

  test('parts in order of appearance, each once', () => {
    expect(label.parts).toEqual(['kind', 'suit', 'entity', 'animal']);
    expect(label.read('cog_bb_flunky')).toEqual({ kind: 'cog', suit: 'bb', entity: 'flunky' });
    expect(label.read('toon_dog')).toEqual({ kind: 'toon', animal: 'dog' });
    expect(label.read('cog_xx_flunky')).toBeUndefined();
  });

  test('parentheses in classes and behind a backslash are no groups', () => {
    const odd = compileLabelPattern('^[(?<a>]\\((?<part>[^)]+)\\)$', 'x');
    expect(odd.parts).toEqual(['part']);
    expect(odd.read('<(yes)')).toEqual({ part: 'yes' });
  });

  test('references back are refused', () => {
    expect(() => compileLabelPattern('(?<a>x)\\k<a>', 'x')).toThrow(/not supported/);
  });

  test('whatever the parts are, a label made of them gives them back', () => {
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
  test('is kept as written; a name alone becomes an object', () => {
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
    [{ optimizer: { name: 'adam', momentum: 0.9 } }, 'train.optimizer.momentum: adam has no such option; it has beta1'],
    [{ optimizer: { name: 'sgd', nesterov: 1 } }, 'train.optimizer.nesterov: must be true or false'],
    [{ focalGamma: 2 }, "train.focalGamma: requires loss 'categoricalFocalCrossentropy'"],
    [{ schedule: { alpha: 0.1 } }, 'train.schedule.alpha: constant has no such option'],
  ])('%j is a fault', (train, message) => {
    expect(faultOf({ ...minimal, train })).toContain(message);
  });
});
