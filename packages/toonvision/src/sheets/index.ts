// Sheets of samples: small pictures side by side, a line of text below each.
export { sampleTile } from './sampleTile.ts';
export { type Tile, tileSheet } from './tileSheet.ts';
