import type { LogLine } from './supervisor.ts';

const COLOURS = [36, 33, 35, 32, 34, 96, 93, 95] as const;
const LEVEL_COLOURS: Readonly<Record<string, number>> = { warn: 33, error: 31, fatal: 31 };
/** What every line has, or what stands elsewhere in it. */
const NOT_SHOWN = new Set([
  'level',
  'time',
  'pid',
  'hostname',
  'service',
  'msg',
  'requestId',
  'err',
  'error',
]);

/** One line per entry: time, who, which request, what; coloured when a person reads it. */
export function logLineWriter(options: {
  readonly processes: readonly string[];
  readonly write: (text: string) => void;
  readonly colours: boolean;
}): (line: LogLine) => void {
  const width = Math.max(...options.processes.map((name) => name.length));
  const colourOf = new Map(options.processes.map((name, index) => [name, COLOURS[index % COLOURS.length]!]));
  const paint = (colour: number | undefined, text: string) =>
    options.colours && colour !== undefined ? `\u001b[${colour}m${text}\u001b[0m` : text;

  return ({ process, text, entry }) => {
    const prefix = paint(colourOf.get(process), `${process.padEnd(width)} |`);
    const shown = entry ? paint(LEVEL_COLOURS[String(entry.level)], inOneLine(entry)) : text;
    options.write(`${prefix} ${shown}\n`);
  };
}

function inOneLine(entry: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(entry)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const failure = (entry.err ?? entry.error) as { message?: string; stack?: string } | undefined;
  const time = typeof entry.time === 'string' ? entry.time.slice(11, 23) : '';
  const request = entry.requestId ? ` (${String(entry.requestId)})` : '';
  const why = failure ? `: ${failure.stack ?? failure.message ?? ''}` : '';
  return [`${time}${request} ${String(entry.msg ?? '')}${why}`, ...fields].join(' ');
}
