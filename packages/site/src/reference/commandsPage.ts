// The page of commands: every command and option as the tool prints it.
import { type Application, type RouteMap, run, type StricliProcess } from '@stricli/core';
import { buildTool, type Context, Terminal } from 'toonvision/internal';

async function help(tool: Application<Context>, route: readonly string[]): Promise<string> {
  let text = '';
  const stream = {
    write: (part: string) => {
      text += part;
    },
  };
  const process: StricliProcess = { stdout: stream, stderr: stream, env: { STRICLI_NO_COLOR: '1' } };
  const terminal = new Terminal({ stdout: stream, stderr: stream });
  const { signal } = new AbortController();
  await run(tool, [...route, '--help'], { process, terminal, signal, commandLine: '', report: () => {} });
  return text.trim();
}

const isRouteMap = (target: object): target is RouteMap<Context> => 'getAllEntries' in target;

/** Routes of all commands, each before its subcommands: `study`, `study show`. */
function routesBelow(map: RouteMap<Context>, above: readonly string[] = []): string[][] {
  return map
    .getAllEntries()
    .filter(({ hidden }) => !hidden)
    .flatMap(({ name, target }) => {
      const route = [...above, name.original];
      return isRouteMap(target) ? [route, ...routesBelow(target, route)] : [route];
    });
}

/** `docs/reference/commands.md`. */
export async function commandsPage(): Promise<string> {
  const tool = buildTool({ debug: false, color: false });
  const { root } = tool;
  const routes = isRouteMap(root) ? routesBelow(root) : [];
  const sections = ['# Commands and options', 'Printed by `toonvision --help` and `toonvision <command> --help`.'];
  sections.push(`\`\`\`text\n${await help(tool, [])}\n\`\`\``);
  for (const route of routes) sections.push(`## ${route.join(' ')}`, `\`\`\`text\n${await help(tool, route)}\n\`\`\``);
  return `${sections.join('\n\n')}\n`;
}
