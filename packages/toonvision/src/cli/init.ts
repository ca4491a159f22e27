// `toonvision init`: detects the annotations of a folder of images and writes a configuration.
import { resolve } from 'node:path';
import { buildCommand } from '@stricli/core';
import { formatOf, listFormats, SOURCE_KINDS, type SourceKind } from '../annotations/formats.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { count } from '../format/index.ts';
import type { ConfigAnswers, FolderSurvey } from '../init/index.ts';
import { jsonFlag, text } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';

interface Flags {
  screenshots?: string;
  source?: SourceKind;
  target?: string;
  input?: { height: number; width: number };
  yes: boolean;
  json: boolean;
}

/** Maximum number of labels printed. */
const MAX_SHOWN_LABELS = 8;

function inputSize(value: string): { height: number; width: number } {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(value.trim());
  const [height, width] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || height < 1 || width < 1 || height > 4096 || width > 4096)
    throw new UserError(`expected <height>x<width> such as 600x200, got "${value}"`, { exitCode: 2 });
  return { height, width };
}

export const initCommand = buildCommand<Flags, [string?], Context>({
  async func(flags, directory = '.') {
    const { existingConfig, inputFor, surveyFolder, writeConfig } = await import('../init/index.ts');
    const { terminal } = this;
    const existing = await existingConfig(directory);
    if (existing !== undefined)
      throw new UserError('a configuration already exists', {
        where: existing,
        remedy: 'Edit it, or delete it and run `toonvision init` again.',
        exitCode: 2,
      });
    const survey = await surveyFolder({ directory, screenshots: flags.screenshots, kind: flags.source });
    if (!flags.json) {
      const format = survey.kind === undefined ? 'no annotations yet' : formatOf(survey.kind).title;
      terminal.print(`Found in ${survey.screenshots}: ${count(survey.images)} images, ${format}.`);
      const labels = survey.labels
        .slice(0, MAX_SHOWN_LABELS)
        .map(({ label, count: objects }) => `${label} (${count(objects)})`);
      const more =
        survey.labels.length > MAX_SHOWN_LABELS ? ` and ${survey.labels.length - MAX_SHOWN_LABELS} more` : '';
      if (labels.length > 0)
        terminal.print(
          `${count(survey.objects)} objects with ${survey.labels.length} labels: ${labels.join(', ')}${more}.`,
        );
    }
    if (survey.labels.length < 2)
      throw new UserError(
        survey.labels.length === 0
          ? 'no labels found'
          : 'only one label found; a classifier needs at least two classes',
        {
          where: resolve(directory, survey.screenshots),
          remedy:
            'Annotate images, for example in labelImg, or sort them into one folder per class; then run it again.',
        },
      );
    const isInteractive = !flags.yes && !flags.json && process.stdin.isTTY === true && process.stdout.isTTY === true;
    const input = flags.input ?? inputFor(survey.aspect);
    const answers: ConfigAnswers = {
      screenshots: survey.screenshots,
      kind: flags.source,
      pattern: survey.shape.pattern,
      parts: survey.shape.parts,
      target: chosenTarget(survey, flags.target),
      streets: survey.streets.length > 0,
      input,
      ...(isInteractive ? await askFor(survey, flags, input) : {}),
    };
    const path = await writeConfig(directory, answers);
    const { parts, target } = answers;
    if (flags.json)
      terminal.printJson({ config: path, ...survey, shape: undefined, parts, target, input: answers.input });
    else {
      terminal.print(`Written: ${path}`);
      terminal.print(`Next: ${commandName} extract${directory === '.' ? '' : ` --project ${directory}`}`);
    }
  },
  parameters: {
    flags: {
      screenshots: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Folder of the images [detected]',
        placeholder: 'dir',
      },
      source: {
        kind: 'enum',
        values: SOURCE_KINDS,
        optional: true,
        brief: 'Annotation format [detected]',
      },
      target: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Label part to classify [class]',
        placeholder: 'name',
      },
      input: {
        kind: 'parsed',
        parse: inputSize,
        optional: true,
        brief: 'Input height x width of the model [from the boxes]',
        placeholder: '600x200',
      },
      yes: { kind: 'boolean', default: false, brief: 'Skip questions and use defaults' },
      json: jsonFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Project folder [.]', parse: text, placeholder: 'dir', optional: true }],
    },
    aliases: { y: 'yes' },
  },
  docs: {
    brief: 'Create a configuration for a folder of images',
    fullDescription: `Detects the annotations of a folder of images:
${listFormats(undefined, 'or')}.
Asks for the target and the input size, and writes toonvision.config.ts. Nothing else is written; existing files are never overwritten.

Examples:
  toonvision init
  toonvision init my-project --source yolo --target class --input 96x96 --yes`,
  },
});

function chosenTarget({ shape }: FolderSurvey, name = 'class'): string {
  const names = shape.parts.map(({ name }) => name);
  if (names.includes(name)) return name;
  throw new UserError(`unknown label part "${name}"; expected one of ${names.join(', ')}`, {
    where: '--target',
    exitCode: 2,
  });
}

/** Asks for settings that are not given as flags. */
async function askFor(
  survey: FolderSurvey,
  flags: Flags,
  input: ConfigAnswers['input'],
): Promise<Partial<ConfigAnswers>> {
  const { isCancel, select, text: ask } = await import('@clack/prompts');
  // The library returns a symbol if the user cancels.
  const answer = async <Given>(question: Promise<Given>): Promise<Exclude<Given, symbol>> => {
    const given = await question;
    if (isCancel(given)) throw new InterruptedError('interrupted; nothing was written');
    return given as Exclude<Given, symbol>;
  };
  const { parts } = survey.shape;
  const answers: Partial<ConfigAnswers> = {};
  if (flags.target === undefined && parts.length > 1)
    answers.target = await answer(
      select({
        message: 'What should the model classify?',
        options: parts.map(({ name, classes }) => ({
          value: name,
          label: `${name}: ${classes.slice(0, MAX_SHOWN_LABELS).join(', ')}${classes.length > MAX_SHOWN_LABELS ? ', ...' : ''} (${classes.length})`,
        })),
      }),
    );
  if (flags.input === undefined) {
    const initialValue = `${input.height}x${input.width}`;
    const size = await answer(
      ask({
        message: 'Input height x width of the model (smaller is faster)',
        initialValue,
        validate: (value) => (/^\d{1,4}x\d{1,4}$/.test(value ?? '') ? undefined : 'Example: 600x200'),
      }),
    );
    answers.input = inputSize(size);
  }
  if (survey.streets.length > 0)
    answers.streets = await answer(
      select({
        message: `Do the folders (${survey.streets.slice(0, 4).join(', ')}${survey.streets.length > 4 ? ', ...' : ''}) say where images were taken?`,
        options: [
          { value: true, label: 'Yes: show balance and results by folder' },
          { value: false, label: 'No' },
        ],
      }),
    );
  return answers;
}
