// Prints an inspection: balance, crop sizes, what to collect next, quality.

import { count } from '../format/index.ts';
import type { Inspection } from '../inspect/index.ts';
import { formatWanted } from '../inspect/index.ts';
import { balanceLines, cropLines, findingLines } from './inspectionText.ts';
import type { Terminal } from './terminal.ts';

/**
 * @param options.top lines of what to collect next
 * @param options.directory of the project
 */
export function tellInspection(
  terminal: Terminal,
  inspection: Inspection,
  { top, directory }: { top: number; directory: string },
): void {
  const { balance, collectNext, findings, clean, unchecked, files } = inspection;
  for (const line of balanceLines(balance)) terminal.print(line);
  for (const line of cropLines(inspection)) terminal.print(line);
  const wanted = collectNext
    .slice(0, top)
    .map((one) => `  ${formatWanted(one, { streets: balance.streets.length > 0 })}`);
  if (wanted.length > 0) {
    const sum = collectNext.reduce((total, { missing }) => total + missing, 0);
    terminal.print(`Collect next, the most urgent first (${count(sum)} more in all reach every goal):`);
    terminal.print(wanted.join('\n'));
    const more = collectNext.length - wanted.length;
    if (more > 0) terminal.print(`  and ${count(more)} more; --top ${collectNext.length} lists them all`);
    terminal.print();
  }
  terminal.print('Quality:');
  for (const finding of findings)
    for (const line of findingLines(finding)) terminal.print(finding.above ? terminal.style('yellow', line) : line);
  if (clean.length > 0) terminal.print(`   ok  none of: ${clean.join(', ')}`);
  for (const reason of new Set(unchecked.map((one) => one.reason))) {
    const kinds = unchecked.filter((one) => one.reason === reason).map(({ kind }) => kind);
    terminal.print(`       not checked, for ${reason}: ${kinds.join(', ')}`);
  }
  if (files.length > 0) terminal.print(`\n${files.length} charts and sheets are in ${directory}/dataset/inspect.`);
}
