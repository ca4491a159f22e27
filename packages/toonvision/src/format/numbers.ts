// Numbers as text: counts, percentages, durations, sizes.

/** `14,620`: rounded, with thousands separators. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `1 sample`, `12 samples`; `pluralForm` is needed if it is not the singular with an s. */
export function plural(number: number, singular: string, pluralForm = `${singular}s`): string {
  return `${count(number)} ${number === 1 ? singular : pluralForm}`;
}

/** `89.8%` of 0.898. */
export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}%`;
}

/** `4.2 s`, `48 s`, `3 min 5 s`, `1 h 12 min`; `?` of what is not finite. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const UNITS = [
  { size: 1e9, letter: 'G' },
  { size: 1e6, letter: 'M' },
  { size: 1e3, letter: 'k' },
];

/** `15.1M`, `138M`, `960`: three significant digits. */
export function compactNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const unit = UNITS.find(({ size }) => rounded >= size);
  return unit === undefined ? String(rounded) : `${Number((rounded / unit.size).toPrecision(3))}${unit.letter}`;
}

/** `231 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
