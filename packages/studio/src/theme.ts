// Light or dark theme: that of the system until the user switches it.
import { effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const KEY = 'toonvision-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const stored = (): Theme | undefined => {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : undefined;
};
const systemTheme = (): Theme => (dark.matches ? 'dark' : 'light');

export const theme = signal<Theme>(stored() ?? systemTheme());
dark.addEventListener('change', () => {
  if (stored() === undefined) theme.value = systemTheme();
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Switches the theme; choosing that of the system follows it again. */
export function switchTheme(): void {
  theme.value = theme.value === 'light' ? 'dark' : 'light';
  if (theme.value === systemTheme()) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme.value);
}
