// A folder of pictures per class, without annotations: the folder's name is the label.
import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'own-pictures',
  screenshots: 'pictures',
  source: { kind: 'folders' },
  label: { pattern: '^(?<fruit>apple|banana|plum)$' },
  // There are no streets: the only folders are the classes.
  street: 'none',
  targets: { fruit: ['apple', 'banana', 'plum'] },
  input: { height: 96, width: 96 },
  // Of few pictures a batch of 64 would be one step an epoch.
  train: { batchSize: 8, patience: 10 },
});
