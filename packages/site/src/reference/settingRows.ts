// Settings in the reference, from their records: type and range, default, words.
import {
  AUGMENTATION_NAMES,
  AUGMENTATION_STRENGTHS,
  defaultText,
  FLIPS,
  rangeText,
  type Setting,
  type Settings,
  STUDY_RUN_SETTINGS,
  STUDY_SETTINGS,
  TRAIN_SETTINGS,
} from 'toonvision/internal';

/** The settings of an interface whose fields come from records: its name, and the records. */
export const SETTINGS_OF_TYPES: Readonly<Record<string, Settings>> = {
  TrainSettings: TRAIN_SETTINGS,
  OptimizerSettings: withName(TRAIN_SETTINGS.optimizer),
  ScheduleSettings: withName(TRAIN_SETTINGS.schedule),
  TuneOptions: { ...STUDY_SETTINGS, ...STUDY_RUN_SETTINGS },
};

type Named = typeof TRAIN_SETTINGS.optimizer | typeof TRAIN_SETTINGS.schedule;

function withName({ values, default: usual, options }: Named): Settings {
  const ofAll = (setting: Setting) => 'of' in setting && (setting.of as readonly string[]).length === values.length;
  const fields = Object.entries<Setting>(options).map(([name, setting]) => [
    name,
    ofAll(setting) ? { ...setting, of: undefined } : setting,
  ]);
  return { name: { type: 'choice', values, default: usual, help: 'Name' }, ...Object.fromEntries(fields) };
}

/** A row of a table: path, type and range, default, words. */
export interface SettingRow {
  path: string;
  type: string;
  value: string;
  words: string;
}

const names = (values: readonly string[]): string => values.map((value) => `\`'${value}'\``).join(', ');

function typeOf(setting: Setting): string {
  switch (setting.type) {
    case 'integer':
    case 'number':
      return rangeText(setting);
    case 'boolean':
      return 'boolean';
    case 'text':
      return 'string';
    case 'choice':
      return names(setting.values);
    case 'choices':
      return `list of ${names(setting.values)}`;
    case 'named':
      return `${names(setting.values)}, or an object`;
    case 'augmentation':
      return 'object';
    case 'points':
      return 'list of points';
    case 'ranges':
      return 'ranges by hyperparameter';
  }
}

function defaultCell(setting: Setting): string {
  const isName = setting.type === 'choice' || setting.type === 'named';
  return isName ? `\`'${setting.default}'\`` : (defaultText(setting) ?? '');
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The words of a setting: what it is, which names have it, what it needs, and details. */
function wordsOf(setting: Setting): string {
  const of = 'of' in setting && setting.of !== undefined ? [`Only ${names(setting.of as readonly string[])}.`] : [];
  const needs = Object.entries(setting.onlyWith ?? {}).map(([name, value]) => `Only with ${name} \`'${value}'\`.`);
  const details = setting.details === undefined ? [] : [setting.details];
  return [sentence(setting.help), ...of, ...needs, ...details].join(' ');
}

function augmentationRows(above: string): SettingRow[] {
  return AUGMENTATION_NAMES.map((name) => {
    const path = `${above}${name}`;
    if (name === 'randomFlip')
      return {
        path,
        type: `${names(FLIPS)}, or \`true\``,
        value: '',
        words: "Mirrors half of the images; `true` is `'horizontal'`.",
      };
    const { help, preset, max, integer } = { integer: false, ...AUGMENTATION_STRENGTHS[name] };
    const range = rangeText({ type: integer ? 'integer' : 'number', above: 0, max });
    return { path, type: `${range}, or \`true\``, value: '', words: `${sentence(help)} \`true\` is ${preset}.` };
  });
}

/** The rows of some settings, those of options below their setting. */
export function settingRows(record: Settings, above = ''): SettingRow[] {
  return Object.entries(record).flatMap(([name, setting]) => {
    const path = `${above}${name}`;
    const row = { path, type: typeOf(setting), value: defaultCell(setting), words: wordsOf(setting) };
    if (setting.type === 'named') return [row, ...settingRows(withName(setting as Named), `${path}.`)];
    return setting.type === 'augmentation' ? [row, ...augmentationRows(`${path}.`)] : [row];
  });
}
