// Reports: one self-contained page that tells everything about a run.
export { plainWords } from './plainWords.ts';
export { type WriteReportOptions, type WrittenReport, writeReport } from './writeReport.ts';
