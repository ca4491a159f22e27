// Prints an inspection: balance, crop sizes, what to collect next, data issues.

import { count } from '../format/index.ts';
import type { Inspection } from '../inspect/index.ts';
import { formatWanted } from '../inspect/index.ts';
import { balanceLines, cropLines, findingLines } from './inspectionText.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints an inspection.
 *
 * @param options.top Maximum number of lines of what to collect next
 * @param options.directory Project folder
 */
export function printInspection(
  terminal: Terminal,
  inspection: Inspection,
  { top, directory }: { top: number; directory: string },
): void {
  const { balance, collectNext, findings, clean, unchecked, files } = inspection;
  for (const line of balanceLines(balance)) terminal.print(line);
  for (const line of cropLines(inspection)) terminal.print(line);
  const lines = collectNext
    .slice(0, top)
    .map((item) => `  ${formatWanted(item, { streets: balance.streets.length > 0 })}`);
  if (lines.length > 0) {
    const sum = collectNext.reduce((total, { missing }) => total + missing, 0);
    terminal.print(`Collect next, most urgent first (${count(sum)} more samples reach all goals):`);
    terminal.print(lines.join('\n'));
    const more = collectNext.length - lines.length;
    if (more > 0) terminal.print(`  and ${count(more)} more (--top ${collectNext.length} lists all)`);
    terminal.print();
  }
  terminal.print('Data issues:');
  for (const finding of findings)
    for (const line of findingLines(finding)) terminal.print(finding.above ? terminal.style('yellow', line) : line);
  if (clean.length > 0) terminal.print(`   ok  none found: ${clean.join(', ')}`);
  for (const reason of new Set(unchecked.map((check) => check.reason))) {
    const kinds = unchecked.filter((check) => check.reason === reason).map(({ kind }) => kind);
    terminal.print(`       not checked (${reason}): ${kinds.join(', ')}`);
  }
  if (files.length > 0) terminal.print(`\nWritten: ${files.length} charts and sheets in ${directory}/dataset/inspect`);
}
