// `toonvision init`: looks at a folder of pictures, asks three questions, writes its configuration.
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

/** Labels that are shown. */
const SHOWN = 8;

function inputSize(value: string): { height: number; width: number } {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(value.trim());
  const [height, width] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || height < 1 || width < 1 || height > 4096 || width > 4096)
    throw new UserError(`${value} is not a size of height x width, for example 600x200`, { exitCode: 2 });
  return { height, width };
}

export const initCommand = buildCommand<Flags, [string?], Context>({
  async func(flags, directory = '.') {
    const { existingConfig, inputFor, surveyFolder, writeConfig } = await import('../init/index.ts');
    const { terminal } = this;
    const there = await existingConfig(directory);
    if (there !== undefined)
      throw new UserError('a configuration already exists', {
        where: there,
        remedy: 'Edit it; `toonvision init` never writes over one.',
        exitCode: 2,
      });
    const found = await surveyFolder({ directory, screenshots: flags.screenshots, kind: flags.source });
    if (!flags.json) {
      const what = found.kind === undefined ? 'no annotations yet' : formatOf(found.kind).title;
      terminal.print(`Found in ${found.screenshots}: ${count(found.images)} pictures, ${what}.`);
      const labels = found.labels.slice(0, SHOWN).map(({ label, count: times }) => `${label} (${count(times)})`);
      const more = found.labels.length > SHOWN ? ` and ${found.labels.length - SHOWN} more` : '';
      if (labels.length > 0)
        terminal.print(
          `${count(found.objects)} objects with ${found.labels.length} labels: ${labels.join(', ')}${more}.`,
        );
    }
    if (found.labels.length < 2)
      throw new UserError(
        found.labels.length === 0
          ? 'nothing says what is on the pictures'
          : 'there is only one label, so nothing to tell apart',
        {
          where: resolve(directory, found.screenshots),
          remedy: 'Annotate some, for example in labelImg, or put pictures into a folder per class; then run it again.',
        },
      );
    const asks = !flags.yes && !flags.json && process.stdin.isTTY === true && process.stdout.isTTY === true;
    const input = flags.input ?? inputFor(found.aspect);
    const answers: ConfigAnswers = {
      screenshots: found.screenshots,
      kind: flags.source,
      pattern: found.shape.pattern,
      parts: found.shape.parts,
      target: chosenTarget(found, flags.target),
      streets: found.streets.length > 0,
      input,
      ...(asks ? await askFor(found, flags, input) : {}),
    };
    const path = await writeConfig(directory, answers);
    const { parts, target } = answers;
    if (flags.json)
      terminal.printJson({ config: path, ...found, shape: undefined, parts, target, input: answers.input });
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
        brief: 'Folder of the pictures [found]',
        placeholder: 'dir',
      },
      source: {
        kind: 'enum',
        values: SOURCE_KINDS,
        optional: true,
        brief: 'What the annotations are [found]',
      },
      target: { kind: 'parsed', parse: text, optional: true, brief: 'What to tell apart [class]', placeholder: 'name' },
      input: {
        kind: 'parsed',
        parse: inputSize,
        optional: true,
        brief: 'Height x width that the model sees [by the boxes]',
        placeholder: '600x200',
      },
      yes: { kind: 'boolean', default: false, brief: 'Ask nothing' },
      json: jsonFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Folder of the project [.]', parse: text, placeholder: 'dir', optional: true }],
    },
    aliases: { y: 'yes' },
  },
  docs: {
    brief: 'Write a first configuration for a folder of pictures',
    fullDescription: `Detects the annotations of a folder of images:
${listFormats(undefined, 'or')}.
Asks for the target and the input size, and writes toonvision.config.ts. Nothing else is written; no file is overwritten.

Examples:
  toonvision init
  toonvision init my-project --source yolo --target class --input 96x96 --yes`,
  },
});

function chosenTarget({ shape }: FolderSurvey, wanted = 'class'): string {
  const names = shape.parts.map(({ name }) => name);
  if (names.includes(wanted)) return wanted;
  throw new UserError(`labels have no part ${wanted}`, { remedy: `They have ${names.join(', ')}.`, exitCode: 2 });
}

/** Asks for what no flag says. */
async function askFor(
  found: FolderSurvey,
  flags: Flags,
  input: ConfigAnswers['input'],
): Promise<Partial<ConfigAnswers>> {
  const { isCancel, select, text: ask } = await import('@clack/prompts');
  // The library answers with a symbol when the user leaves.
  const answer = async <Given>(question: Promise<Given>): Promise<Exclude<Given, symbol>> => {
    const given = await question;
    if (isCancel(given)) throw new InterruptedError('interrupted; nothing was written');
    return given as Exclude<Given, symbol>;
  };
  const { parts } = found.shape;
  const told: Partial<ConfigAnswers> = {};
  if (flags.target === undefined && parts.length > 1)
    told.target = await answer(
      select({
        message: 'What is to be told apart?',
        options: parts.map(({ name, classes }) => ({
          value: name,
          label: `${name}: ${classes.slice(0, SHOWN).join(', ')}${classes.length > SHOWN ? ', ...' : ''} (${classes.length})`,
        })),
      }),
    );
  if (flags.input === undefined) {
    const shown = `${input.height}x${input.width}`;
    const size = await answer(
      ask({
        message: 'Height x width that the model sees (smaller is quicker)',
        initialValue: shown,
        validate: (value) => (/^\d{1,4}x\d{1,4}$/.test(value ?? '') ? undefined : 'for example 600x200'),
      }),
    );
    told.input = inputSize(size);
  }
  if (found.streets.length > 0)
    told.streets = await answer(
      select({
        message: `Do the folders (${found.streets.slice(0, 4).join(', ')}${found.streets.length > 4 ? ', ...' : ''}) say where pictures were taken?`,
        options: [
          { value: true, label: 'Yes, keep it: balance and results are shown by place' },
          { value: false, label: 'No' },
        ],
      }),
    );
  return told;
}
