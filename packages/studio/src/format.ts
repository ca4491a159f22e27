// Numbers, durations and dates as the page shows them.

const NONE = '–';

/** `1,234`; a dash for null. */
export const formatCount = (value: number | null | undefined): string =>
  value === null || value === undefined ? NONE : Math.round(value).toLocaleString('en-US');

/** 0.9512 -> `95.1%` */
export const formatPercent = (value: number | null | undefined, digits = 1): string =>
  value === null || value === undefined ? NONE : `${(value * 100).toFixed(digits)}%`;

/** `79.4–90.0%` */
export const formatInterval = ({ low, high }: { low: number; high: number }, digits = 1): string =>
  `${(low * 100).toFixed(digits)}–${formatPercent(high, digits)}`;

export const formatDecimal = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined || !Number.isFinite(value) ? NONE : value.toFixed(digits);

/** 12,345,678 -> `12.3M` */
export function formatCompact(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  const [size, suffix] = value >= 1e9 ? [1e9, 'G'] : value >= 1e6 ? [1e6, 'M'] : value >= 1e4 ? [1e3, 'k'] : [1, ''];
  const digits = size === 1 || value / size >= 100 ? 0 : 1;
  return `${(value / size).toFixed(digits)}${suffix}`;
}

/** 75 -> `1 min 15 s` */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NONE;
  const rounded = Math.max(0, Math.round(seconds));
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  return `${Math.floor(rounded / 3600)} h ${Math.floor((rounded % 3600) / 60)} min`;
}

/** `24 Nov, 05:17` in the reader's time zone. */
export const formatDate = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** `1 sample`, `12 samples` */
export const plural = (count: number, singular: string, many = `${singular}s`): string =>
  `${formatCount(count)} ${count === 1 ? singular : many}`;

/** `label-errors` -> `label errors` */
export const formatKind = (kind: string): string => kind.replaceAll('-', ' ');
