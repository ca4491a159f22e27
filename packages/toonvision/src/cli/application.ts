// The command line tool as a whole: its commands, its help and the wording of its errors.
import {
  type Application,
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  formatMessageForArgumentScannerError,
  text_en,
} from '@stricli/core';
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
import { studiesCommand, studyRoutes } from './studies.ts';
import { studioCommand } from './studio.ts';
import { suggestCommand } from './suggest.ts';
import { summaryCommand } from './summary.ts';
import { tourCommand } from './tour.ts';
import { trainCommand } from './train.ts';
import { tuneCommand } from './tune.ts';
import { workerCommand } from './worker.ts';

const FULL_DESCRIPTION = `From annotated screenshots to a small, understood image classifier.

The usual way:
  toonvision demo demo-town          draw a town of annotated screenshots to try it on
  cd demo-town                       (or: toonvision init, in a folder of your own pictures)
  toonvision extract                 cut the annotated objects out of the screenshots
  toonvision inspect                 balance, quality, what to collect next
  toonvision split                   into train, val and test, without leaks
  toonvision train                   a small convnet; writes a folder below runs/
  toonvision evaluate <run>          on the sealed test split
  toonvision report <run>            one page that tells everything about it
  toonvision tune                    search for a smaller and better model
  toonvision predict <run> new.png   say what is on other pictures
  toonvision suggest <run>           which pictures to label next

All of it at once: toonvision tour demo-town
In the browser: toonvision studio
Help on one command: toonvision train --help

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted.`;

/**
 * Builds the tool.
 *
 * @param debug show the stack of unexpected errors
 * @param colour allow colour in help
 */
export function buildTool(o: { debug: boolean; colour: boolean }): Application<Context> {
  const describe = (error: unknown) => describeError(error, o);
  const root = buildRouteMap<string, Context>({
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
    docs: { brief: 'From annotated screenshots to a small image classifier', fullDescription: FULL_DESCRIPTION },
  });
  return buildApplication<Context>(root, {
    name: 'toonvision',
    // Loaded when asked for, as all rooms are: --help must not wait for the picture library.
    versionInfo: { getCurrentVersion: async () => (await import('../training/index.ts')).versions().toonvision },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { onlyRequiredInUsageLine: true, disableAnsiColor: !o.colour },
    determineExitCode: exitCodeOf,
    localization: {
      text: {
        ...text_en,
        exceptionWhileParsingArguments: (error) =>
          error instanceof ArgumentScannerError
            ? `error: ${formatMessageForArgumentScannerError(error, {})}\n  --help in place of the arguments tells what is possible.`
            : describe(error),
        exceptionWhileLoadingCommandFunction: describe,
        exceptionWhileLoadingCommandContext: describe,
        exceptionWhileRunningCommand: describe,
        commandErrorResult: describe,
        noCommandRegisteredForInput: (args) =>
          `error: ${text_en.noCommandRegisteredForInput(args)}\n  toonvision --help lists the commands.`,
      },
    },
  });
}
