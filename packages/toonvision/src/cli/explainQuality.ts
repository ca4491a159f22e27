// `toonvision explain --audit` and `--confusers`: quality of the maps, and what else looks like each class.
import { type ExplainRequest, toExplainerOptions } from './explainFlags.ts';
import { auditLines, confuserLines } from './explainText.ts';

/** Audits the maps of a split. */
export async function auditMaps({ context, project, run, flags, out }: ExplainRequest): Promise<void> {
  const { auditExplanations } = await import('../explain/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const { terminal, signal } = context;
  const classes = flags.class === 'all' ? 'predicted' : flags.class;
  if (classes !== 'predicted' && classes !== 'true') {
    throw new UserError(`expected predicted or true, got "${classes}" (--class)`, {
      remedy: 'An audit explains one class per sample.',
      exitCode: 2,
    });
  }
  const progress = terminal.progress({ label: 'Auditing', unit: 'images', transient: flags.json });
  const audit = await auditExplanations({
    ...toExplainerOptions(flags),
    ...{ project, run, classes, out, signal },
    split: flags.split,
    onProgress: progress.update,
  });
  progress.end();
  if (flags.json) return terminal.printJson(audit);
  for (const line of auditLines(audit, run.record.config.classNames)) terminal.print(line);
  terminal.print(`\nWritten: audit.json and charts in ${out}`);
}

/** Finds places outside the objects that raise the logit of a class. */
export async function findConfusers({ context, project, run, flags, out }: ExplainRequest): Promise<void> {
  const { findConfusers } = await import('../explain/index.ts');
  const { terminal, signal } = context;
  const progress = terminal.progress({ label: 'Finding confusers', unit: 'images', transient: flags.json });
  const found = await findConfusers({ project, run, split: flags.split, out, signal, onProgress: progress.update });
  progress.end();
  if (flags.json) return terminal.printJson(found);
  for (const line of confuserLines(found, run.record.config.classNames)) terminal.print(line);
  terminal.print(`\nWritten: confusers.json and a sheet per class in ${out}`);
}
