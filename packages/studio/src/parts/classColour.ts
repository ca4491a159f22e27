// The colours and names of a target's classes, as the project has them.
import { computed, signal } from '@preact/signals';
import type { ProjectView } from '../api.ts';
import { theme } from '../theme.ts';

/** The project as the server last told; loaded by the shell. */
export const project = signal<ProjectView | undefined>(undefined);

const colours = computed(() => {
  const found = new Map<string, { label: string; colour: string }>();
  // Of two targets with a class of one name the project's own counts.
  const targets = [...(project.value?.targets ?? [])].sort(
    (a, b) => Number(a.name === project.value?.target) - Number(b.name === project.value?.target),
  );
  for (const { classes } of targets)
    for (const { name, label, colour } of classes) found.set(name, { label, colour: colour[theme.value] });
  return found;
});

export const classColour = (name: string): string => colours.value.get(name)?.colour ?? 'var(--accent)';
export const className = (name: string): string => colours.value.get(name)?.label ?? name;
/** Of curves and runs, where no class is meant. */
export const seriesColours = (): readonly string[] =>
  theme.value === 'light'
    ? ['#1d3fa5', '#b4632d', '#2b8a6f', '#760a0a', '#7b5ec2', '#8a6a00']
    : ['#7aa9f0', '#d59b58', '#8fe0c0', '#e8709f', '#b9a9ee', '#e4cf5a'];
