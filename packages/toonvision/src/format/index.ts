// `toonvision/format`: numbers as text. Nothing here needs Node, so web pages can use it.
export { compactNumber, count, duration, megabytes, percent, plural } from './numbers.ts';
