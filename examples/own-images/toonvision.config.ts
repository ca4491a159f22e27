// A folder of images per class, without annotations: the folder's name is the label.
import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'own-images',
  screenshots: 'images',
  source: { kind: 'folders' },
  label: { pattern: '^(?<fruit>apple|banana|plum)$' },
  // No streets: the only folders are the classes.
  street: 'none',
  targets: { fruit: ['apple', 'banana', 'plum'] },
  input: { height: 96, width: 96 },
  // With few images a batch of 64 would give one or two steps per epoch.
  train: { batchSize: 8, patience: 10 },
});
