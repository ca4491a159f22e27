// What to type to start the tool again: in a checkout or a project it is reached through npx, installed globally by its name.

/** npm and npx say in the environment that they started us. */
export const commandName = process.env.npm_execpath === undefined ? 'toonvision' : 'npx toonvision';
