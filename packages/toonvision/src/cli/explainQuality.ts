// `toonvision explain --audit` and `--confusers`: how good the maps of a split are, and what else looks like each class.
import { type ExplainRequest, explainerOf } from './explainFlags.ts';
import { auditLines, confuserLines } from './explainText.ts';

/** Measures how good the maps of a split are. */
export async function auditMaps({ context, project, run, flags, out }: ExplainRequest): Promise<void> {
  const { auditExplanations } = await import('../explain/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const { terminal, signal } = context;
  const classes = flags.class === 'all' ? 'predicted' : flags.class;
  if (classes !== 'predicted' && classes !== 'true') {
    throw new UserError('an audit explains the predicted or the true class of each sample', {
      remedy: 'Say --class predicted or --class true.',
      exitCode: 2,
    });
  }
  const progress = terminal.progress({ label: 'Auditing', unit: 'pictures', transient: flags.json });
  const found = await auditExplanations({
    ...explainerOf(flags),
    ...{ project, run, classes, out, signal },
    split: flags.split,
    onProgress: progress.update,
  });
  progress.end();
  if (flags.json) return terminal.printJson(found);
  for (const line of auditLines(found, run.record.config.classNames)) terminal.print(line);
  terminal.print(`\nWritten: audit.json and charts in ${out}`);
}

/** Finds places outside the objects that raise the logit of a class. */
export async function findConfusers({ context, project, run, flags, out }: ExplainRequest): Promise<void> {
  const { findConfusers } = await import('../explain/index.ts');
  const { terminal, signal } = context;
  const progress = terminal.progress({ label: 'Looking for confusers', unit: 'pictures', transient: flags.json });
  const found = await findConfusers({ project, run, split: flags.split, out, signal, onProgress: progress.update });
  progress.end();
  if (flags.json) return terminal.printJson(found);
  for (const line of confuserLines(found, run.record.config.classNames)) terminal.print(line);
  terminal.print(`\nWritten: a sheet a class and confusers.json in ${out}`);
}
