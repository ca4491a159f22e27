// Light or dark: as the system says, until the switch says otherwise.
import { effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const KEY = 'toonvision-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const stored = (): Theme | undefined => {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : undefined;
};
const ofSystem = (): Theme => (dark.matches ? 'dark' : 'light');

export const theme = signal<Theme>(stored() ?? ofSystem());
dark.addEventListener('change', () => {
  if (stored() === undefined) theme.value = ofSystem();
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** The other one; what the system says is forgotten unless it says the same. */
export function switchTheme(): void {
  theme.value = theme.value === 'light' ? 'dark' : 'light';
  if (theme.value === ofSystem()) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme.value);
}
