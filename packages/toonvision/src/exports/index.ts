// Exports of models to other formats, with a model card.
export { EXPORT_FORMATS, type Exported, type ExportFormat, type ExportOptions, exportRun } from './exportRun.ts';
export { modelCard } from './modelCard.ts';
