// TensorBoard event files.
export { type EventFile, openEventFile } from './eventFile.ts';
export type { SummaryValue } from './messages.ts';
export { type RunEventsOptions, TENSOR_BOARD_FOLDER, tensorBoard } from './runEvents.ts';
