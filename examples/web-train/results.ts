// Shows the confusion matrix and the probabilities of one image.
import type { ClassProbability } from 'toonvision/page';

function cell(tag: 'td' | 'th', text: string, scope?: 'row' | 'col'): HTMLTableCellElement {
  const element = document.createElement(tag);
  element.textContent = text;
  if (scope !== undefined) element.scope = scope;
  return element;
}

/** Rows are true classes, columns predicted ones. A wide table can be scrolled, also with the keyboard. */
export function fillConfusion(
  table: HTMLTableElement,
  classes: readonly string[],
  matrix: readonly (readonly number[])[],
): void {
  const head = document.createElement('tr');
  head.append(cell('td', ''), ...classes.map((name) => cell('th', name, 'col')));
  const rows = matrix.map((counts, truth) => {
    const row = document.createElement('tr');
    const cells = counts.map((count, predicted) => {
      const element = cell('td', String(count));
      if (count > 0) element.className = truth === predicted ? 'right' : 'wrong';
      return element;
    });
    row.append(cell('th', classes[truth] ?? '', 'row'), ...cells);
    return row;
  });
  if (table.parentElement !== null) table.parentElement.tabIndex = 0;
  table.tHead?.replaceChildren(head);
  table.tBodies[0]?.replaceChildren(...rows);
}

/** Classes with their probabilities, most probable first. */
export function fillGuesses(list: HTMLElement, guesses: readonly ClassProbability[]): void {
  const rows = guesses.map(({ class: label, name, probability }) => {
    const row = document.createElement('li');
    row.dataset.class = label;
    row.dataset.probability = String(probability);
    const [title, percent] = [document.createElement('span'), document.createElement('span')];
    const bar = document.createElement('progress');
    title.textContent = name;
    bar.value = probability;
    bar.setAttribute('aria-label', name);
    percent.textContent = `${(probability * 100).toFixed(1)}%`;
    row.append(title, bar, percent);
    return row;
  });
  list.replaceChildren(...rows);
}
