// Reports: one self-contained HTML page per run.
export { summarizeEvaluation } from './summarizeEvaluation.ts';
export { type WriteReportOptions, type WrittenReport, writeReport } from './writeReport.ts';
