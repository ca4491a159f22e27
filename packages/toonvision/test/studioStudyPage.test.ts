// Studies on the studio's page in Chromium: linked views of the trials, resuming a study, and starting one.
import { withChromium } from '@toonvision/testing/chromium';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './pageFaults.ts';
import { APPEARANCES, SLOW, StudioPageSession } from './studioPageSession.ts';

describe('studies on the studio’s page', withChromium, () => {
  let session: StudioPageSession;
  let page: Page;

  beforeAll(async () => {
    session = await StudioPageSession.start([
      ['extract'],
      ['split'],
      ['tune', '--name', 'tiny', '--space', 'bayesian', '--sampler', 'random', '--trials', '8', '--epochs', '2'],
    ]);
    page = session.page;
  });
  afterAll(() => session?.close());

  it.each(APPEARANCES)('shows its views without errors, $theme, $width wide', async (appearance) => {
    await session.checkViews(appearance, [
      ['/studies', 'Start search'],
      ['/studies/tiny', 'Narrowed space'],
    ]);
  });

  it('links axes, Pareto plot and table of a study, and keeps the selection in the address', async () => {
    await session.open('/studies');
    await page.getByRole('link', { name: 'tiny' }).click();
    await page.waitForURL(/\/studies\/tiny$/);
    const rows = page.locator('table.trials tbody tr');
    await expect.poll(() => rows.count(), SLOW).toBe(8);
    expect(await page.locator('svg.parallel polyline').count()).toBe(8);
    expect(await page.locator('svg.front circle').count()).toBe(8);
    const losses = page.getByRole('button', { name: /^valLoss: arrow up/ });
    const box = await losses.boundingBox();
    if (box === null) throw new Error('no axis');
    // The lower half of the losses.
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/brush=/);
    const chosen = await rows.count();
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).toBeLessThan(8);
    expect(await page.locator('svg.front circle[opacity="0.95"]').count()).toBe(chosen);
    await page.reload();
    await expect.poll(() => rows.count(), SLOW).toBe(chosen);
    await losses.press('Escape');
    await expect.poll(() => rows.count(), SLOW).toBe(8);
    await losses.press('ArrowDown');
    await page.waitForURL(/brush=/);
    await page.getByRole('button', { name: 'Clear selection' }).click();
    await expect.poll(() => rows.count(), SLOW).toBe(8);
    await rows.nth(2).hover();
    const trial = await rows.nth(2).getAttribute('data-trial');
    await page.locator(`svg.front circle[data-trial="${trial}"][r="7"]`).waitFor();
    await page.getByRole('button', { name: 'Parameters', exact: true }).click();
    const sizes = await rows.locator('td:nth-child(4)').allTextContents();
    const numbers = sizes.map((text) => Number(text.replaceAll(',', '')));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await page.locator('img.drawn[alt="Objective by hyperparameter"]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('resumes a study, starts another, shows its trials as they finish, and stops it', async () => {
    await session.open('/studies/tiny');
    await page.getByLabel('Total number of trials').fill('9');
    await page.getByRole('button', { name: 'Resume' }).click();
    const rows = page.locator('table.trials tbody tr');
    await expect.poll(() => rows.count(), { timeout: 40_000 }).toBe(9);
    await session.open('/studies');
    await page.getByLabel('Name').fill('endless');
    await page.getByLabel('Space').selectOption('bayesian');
    await page.getByLabel('Sampler').selectOption('random');
    await page.getByLabel('Trials', { exact: true }).fill('5000');
    await page.getByLabel('Max. epochs per trial').fill('2');
    await page.getByLabel('Second objective').selectOption('parameters');
    await page.getByRole('button', { name: 'Start search' }).click();
    await page.waitForURL(/\/studies\/endless$/);
    await page.locator('svg.front circle').nth(2).waitFor({ timeout: 40_000 });
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor({ timeout: 40_000 });
    expect(session.faults.splice(0).filter((fault) => !fault.includes('404'))).toEqual([]);
  });
});
