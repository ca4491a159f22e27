// The background of a cell in a heat map.

/** @param share 0 to 1; an empty cell stays almost blank */
export const heatColor = (share: number): string => `rgba(var(--heat), ${share <= 0 ? 0.03 : 0.06 + 0.42 * share})`;
