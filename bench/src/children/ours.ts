// The child that measures @toonvision/nn.
import { prepareOurs } from '../ourRounds.ts';
import { serveRounds } from '../protocol.ts';

await serveRounds(async ({ task, threads, batch }, architecture) => ({
  versions: '@toonvision/nn',
  round: await prepareOurs({ architecture, task, threads, batch }),
}));
