// What came of a training as tables: the confusion matrix, and what the model thinks of one picture.
import type { Guess } from 'toonvision/page';

function cell(tag: 'td' | 'th', text: string, scope?: 'row' | 'col'): HTMLTableCellElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (scope !== undefined) made.scope = scope;
  return made;
}

/** Rows are true classes, columns what was predicted. What does not fit beside each other is scrolled, with keys, too. */
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
      const made = cell('td', String(count));
      if (count > 0) made.className = truth === predicted ? 'right' : 'wrong';
      return made;
    });
    row.append(cell('th', classes[truth] ?? '', 'row'), ...cells);
    return row;
  });
  if (table.parentElement !== null) table.parentElement.tabIndex = 0;
  table.tHead?.replaceChildren(head);
  table.tBodies[0]?.replaceChildren(...rows);
}

/** The classes with their probabilities, the likeliest first. */
export function fillGuesses(list: HTMLElement, guesses: readonly Guess[]): void {
  const rows = guesses.map(({ class: one, name, probability }) => {
    const row = document.createElement('li');
    row.dataset.class = one;
    row.dataset.probability = String(probability);
    const [says, share] = [document.createElement('span'), document.createElement('span')];
    const bar = document.createElement('progress');
    says.textContent = name;
    bar.value = probability;
    bar.setAttribute('aria-label', name);
    share.textContent = `${(probability * 100).toFixed(1)}%`;
    row.append(says, bar, share);
    return row;
  });
  list.replaceChildren(...rows);
}
