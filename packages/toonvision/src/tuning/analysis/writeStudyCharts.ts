// Writes the charts of a study next to its database.
import { join } from 'node:path';
import { renderPng, renderSvg } from '../../charts/index.ts';
import type { Project } from '../../config/index.ts';
import { writeFileAtomic } from '../../files/index.ts';
import { readStudy, studyFolder } from '../study/index.ts';
import { studyCharts } from './studyCharts.ts';

/**
 * Writes `studies/<name>/figures/*.svg` and `.png`, light and dark.
 *
 * @returns paths of the light SVG files
 */
export async function writeStudyCharts(project: Project, name: string): Promise<string[]> {
  const { record, trials } = await readStudy(project, name);
  const written: string[] = [];
  for (const { name: chart, draw } of studyCharts(record, trials)) {
    for (const theme of ['light', 'dark'] as const) {
      const path = join(studyFolder(project, name), 'figures', `${chart}${theme === 'dark' ? '-dark' : ''}`);
      const svg = await renderSvg(draw(theme));
      await writeFileAtomic(`${path}.svg`, svg);
      await writeFileAtomic(`${path}.png`, await renderPng(svg));
      if (theme === 'light') written.push(`${path}.svg`);
    }
  }
  return written;
}
