// Sheets of samples: grids of small images with captions.
export { sampleTile } from './sampleTile.ts';
export { type Tile, tileSheet } from './tileSheet.ts';
