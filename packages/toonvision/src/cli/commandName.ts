// How to run the tool again, for suggested commands: through npx in a checkout or project, by its name if installed globally.

/** npm and npx set npm_execpath. */
export const commandName = process.env.npm_execpath === undefined ? 'toonvision' : 'npx toonvision';
