// Models as files for elsewhere, each with a card.
export { EXPORT_FORMATS, type Exported, type ExportFormat, type ExportOptions, exportRun } from './exportRun.ts';
export { modelCard } from './modelCard.ts';
