// The commands of the tool in groups, and the help that lists them.
import type { RouteMap } from '@stricli/core';
import type { Context } from './context.ts';

type Routes = ReturnType<RouteMap<Context>['getAllEntries']>;

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Data: ['init', 'demo', 'extract', 'inspect', 'split', 'suggest'],
  Training: ['train', 'runs', 'repeats', 'compare', 'summary'],
  Evaluation: ['evaluate', 'explain', 'report'],
  Search: ['tune', 'study', 'studies', 'worker'],
  Use: ['predict', 'export', 'import'],
  Studio: ['studio', 'tour'],
};

/**
 * Formats the help of the tool.
 *
 * @param bold style of headings
 */
export function formatToolHelp(routes: Routes, bold: (text: string) => string): string {
  const briefs = new Map(routes.map(({ name, target }) => [name.original, target.brief]));
  const width = Math.max(...routes.map(({ name }) => name.original.length));
  const groups = Object.entries(GROUPS).flatMap(([title, names]) => [
    bold(title),
    ...names.map((name) => `  ${name.padEnd(width)}  ${briefs.get(name) ?? ''}`),
    '',
  ]);
  const examples = [
    ['toonvision tour demo-town', 'the whole workflow on a demo project'],
    ['toonvision init', 'start a project in a folder of your own images'],
    ['toonvision train --help', 'help on a command'],
  ];
  return [
    'Train a small image classifier from annotated screenshots.',
    '',
    `${bold('Usage')}  toonvision <command> [flags]`,
    '',
    ...groups,
    bold('Flags'),
    '  -h, --help     Print help',
    '  -v, --version  Print the version',
    '',
    bold('Examples'),
    ...examples.map(([command = '', text = '']) => `  ${command.padEnd(27)}${text}`),
    '',
    'Exit codes: 0 success, 1 failure, 2 invalid usage or configuration, 130 interrupted.',
    '',
  ].join('\n');
}
