// Values as the page shows them: a dash for missing numbers, dates in the reader's time zone.
import { compactNumber, count, duration, percent } from 'toonvision/format';

export { plural } from 'toonvision/format';

const NONE = '–';

type MaybeNumber = number | null | undefined;

const isMissing = (value: MaybeNumber): value is null | undefined =>
  value === null || value === undefined || !Number.isFinite(value);

/** `1,234` */
export const formatCount = (value: MaybeNumber): string => (isMissing(value) ? NONE : count(value));

/** 0.9512 -> `95.1%` */
export const formatPercent = (value: MaybeNumber, digits = 1): string =>
  isMissing(value) ? NONE : percent(value, digits);

/** `79.4–90.0%` */
export const formatInterval = ({ low, high }: { low: number; high: number }, digits = 1): string =>
  `${(low * 100).toFixed(digits)}–${percent(high, digits)}`;

export const formatDecimal = (value: MaybeNumber, digits = 3): string =>
  isMissing(value) ? NONE : value.toFixed(digits);

/** 12,345,678 -> `12.3M` */
export const formatCompact = (value: MaybeNumber): string => (isMissing(value) ? NONE : compactNumber(value));

/** 75 -> `1 min 15 s` */
export const formatDuration = (seconds: MaybeNumber): string => (isMissing(seconds) ? NONE : duration(seconds));

/** `24 Nov, 05:17` */
export const formatDate = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** `label-errors` -> `label errors` */
export const formatKind = (kind: string): string => kind.replaceAll('-', ' ');
