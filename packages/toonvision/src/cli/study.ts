// `toonvision study`: the commands on one study.
import { buildRouteMap } from '@stricli/core';
import type { Context } from './context.ts';
import { confirmCommand } from './studyConfirm.ts';
import { continueCommand } from './studyContinue.ts';
import { importStudyCommand } from './studyImport.ts';
import { modelCommand } from './studyModel.ts';
import { narrowCommand } from './studyNarrow.ts';
import { showCommand } from './studyShow.ts';

export const studyRoutes = buildRouteMap<string, Context>({
  routes: {
    show: showCommand,
    confirm: confirmCommand,
    continue: continueCommand,
    model: modelCommand,
    narrow: narrowCommand,
    import: importStudyCommand,
  },
  docs: { brief: 'Show, confirm, continue or export trials of a study' },
});
