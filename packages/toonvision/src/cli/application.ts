// The command line tool: its commands, help and error messages.
import {
  type Application,
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  formatMessageForArgumentScannerError,
  text_en,
} from '@stricli/core';
import { formatToolHelp } from './commandGroups.ts';
import { compareCommand } from './compare.ts';
import type { Context } from './context.ts';
import { demoCommand } from './demo.ts';
import { describeError, exitCodeOf } from './describeError.ts';
import { evaluateCommand } from './evaluate.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { extractCommand } from './extract.ts';
import { importCommand } from './import.ts';
import { initCommand } from './init.ts';
import { inspectCommand } from './inspect.ts';
import { predictCommand } from './predict.ts';
import { repeatsCommand } from './repeats.ts';
import { reportCommand } from './report.ts';
import { runsRoutes } from './runs.ts';
import { splitCommand } from './split.ts';
import { studiesCommand } from './studies.ts';
import { studioCommand } from './studio.ts';
import { studyRoutes } from './study.ts';
import { suggestCommand } from './suggest.ts';
import { summaryCommand } from './summary.ts';
import { tourCommand } from './tour.ts';
import { trainCommand } from './train.ts';
import { tuneCommand } from './tune.ts';
import { workerCommand } from './worker.ts';

/** Former names of flags, which are rejected with the new name. */
const RENAMED_FLAGS: Readonly<Record<string, string>> = {
  colours: 'colors',
  ignoreSourceSides: 'ignore-source-splits',
  most: 'max-images',
  noPictures: 'no-images',
  pictures: 'images',
};

function describeArgumentError(error: ArgumentScannerError): string {
  const input = 'input' in error && typeof error.input === 'string' ? error.input : '';
  const former = input.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const renamed = Object.hasOwn(RENAMED_FLAGS, former) ? RENAMED_FLAGS[former] : undefined;
  if (renamed !== undefined) return `error: --${input} has been renamed to --${renamed}`;
  return `error: ${formatMessageForArgumentScannerError(error, {})}\n  Run the command with --help to list its flags.`;
}

/**
 * Builds the tool.
 *
 * @param options.debug Show the stack of unexpected errors
 * @param options.color Allow color in help
 */
export function buildTool(options: { debug: boolean; color: boolean }): Application<Context> {
  const describe = (error: unknown) => describeError(error, options);
  const routes = buildRouteMap<string, Context>({
    routes: {
      demo: demoCommand,
      init: initCommand,
      extract: extractCommand,
      inspect: inspectCommand,
      split: splitCommand,
      train: trainCommand,
      evaluate: evaluateCommand,
      explain: explainCommand,
      report: reportCommand,
      runs: runsRoutes,
      repeats: repeatsCommand,
      compare: compareCommand,
      export: exportCommand,
      import: importCommand,
      tune: tuneCommand,
      worker: workerCommand,
      studies: studiesCommand,
      study: studyRoutes,
      predict: predictCommand,
      suggest: suggestCommand,
      summary: summaryCommand,
      studio: studioCommand,
      tour: tourCommand,
    },
    docs: { brief: 'Train a small image classifier from annotated screenshots' },
  });
  const root: typeof routes = {
    ...routes,
    formatHelp: ({ ansiColor }) =>
      formatToolHelp(routes.getAllEntries(), (text) => (ansiColor ? `\x1b[1m${text}\x1b[22m` : text)),
  };
  return buildApplication<Context>(root, {
    name: 'toonvision',
    // Loaded on demand, as all modules are: --help must not wait for the image library.
    versionInfo: { getCurrentVersion: async () => (await import('../training/index.ts')).versions().toonvision },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { onlyRequiredInUsageLine: true, disableAnsiColor: !options.color },
    determineExitCode: exitCodeOf,
    localization: {
      text: {
        ...text_en,
        exceptionWhileParsingArguments: (error) =>
          error instanceof ArgumentScannerError ? describeArgumentError(error) : describe(error),
        exceptionWhileLoadingCommandFunction: describe,
        exceptionWhileLoadingCommandContext: describe,
        exceptionWhileRunningCommand: describe,
        commandErrorResult: describe,
        noCommandRegisteredForInput: ({ input, corrections }) =>
          `error: unknown command "${input}"${corrections.length === 0 ? '' : `; did you mean "${corrections[0]?.replaceAll('`', '')}"?`}\n  Run toonvision --help to list the commands.`,
      },
    },
  });
}
