// Numbers as people read them; nothing of Node, so the studio uses it, too.
export { compactNumber, count, duration, megabytes, percent, plural } from './numbers.ts';
