// The colors and display names of classes, as configured in the project.
import { computed, signal } from '@preact/signals';
import type { ProjectView } from '../api.ts';
import { theme } from '../theme.ts';

/** The latest state of the project; loaded by the shell. */
export const project = signal<ProjectView | undefined>(undefined);

const colors = computed(() => {
  const byName = new Map<string, { label: string; color: string }>();
  // When two targets share a class name, the project's own target wins.
  const targets = [...(project.value?.targets ?? [])].sort(
    (a, b) => Number(a.name === project.value?.target) - Number(b.name === project.value?.target),
  );
  for (const { classes } of targets)
    for (const { name, label, color } of classes) byName.set(name, { label, color: color[theme.value] });
  return byName;
});

export const classColor = (name: string): string => colors.value.get(name)?.color ?? 'var(--accent)';
export const className = (name: string): string => colors.value.get(name)?.label ?? name;
/** Colors of curves and runs, which belong to no class. */
export const seriesColors = (): readonly string[] =>
  theme.value === 'light'
    ? ['#1d3fa5', '#b4632d', '#2b8a6f', '#760a0a', '#7b5ec2', '#8a6a00']
    : ['#7aa9f0', '#d59b58', '#8fe0c0', '#e8709f', '#b9a9ee', '#e4cf5a'];
