import {
  Command,
  CommanderError,
  type CommandUnknownOpts,
  type OptionValues,
} from '@commander-js/extra-typings';
import { interruptible, type Running } from './interruption.ts';

/** One of the project's commands. */
export interface CommandDefinition<Args extends unknown[], Options extends OptionValues> {
  /** As npm knows it: `audit:stock`. */
  readonly name: string;
  /** One line for `npm run help`. */
  readonly summary: string;
  /** What it does, in sentences; lines are broken anew where they are shown. */
  readonly description: string;
  /** Arguments and options. */
  readonly takes?: (command: Command) => Command<Args, Options>;
  readonly examples?: readonly string[];
  /** Variables of the environment that it reads, and what each holds. */
  readonly reads?: Readonly<Record<string, string>>;
  /** What each code means; default: done, failed, used wrongly. Where 2 means nothing, wrong use ends with 1. */
  readonly exitCodes?: Readonly<Record<0, string> & Partial<Record<1 | 2, string>>>;
  /** @returns the exit code; nothing is 0. Throws {@link WrongUse} for what only the values together show. */
  readonly run: (given: Given<Args, Options>, running: Running) => Promise<number> | Promise<void>;
  /** The exit code when `run` throws; default 1. */
  readonly failsWith?: 1 | 2;
  /** What a person is told then; default: the message with its cause. */
  readonly explain?: (error: NodeJS.ErrnoException, given: Given<Args, Options>) => string;
}

export interface Given<Args, Options> {
  readonly args: Args;
  readonly options: Options;
}

export type Understood<Args, Options> =
  | ({ readonly kind: 'given' } & Given<Args, Options>)
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'refused'; readonly message: string };

/** A command that can be listed, asked and run. */
export interface RunnableCommand<Args extends unknown[] = unknown[], Options = unknown> {
  readonly name: string;
  readonly summary: string;
  /** What somebody wants who writes this after the command's name. */
  understand(words: readonly string[]): Understood<Args, Options>;
  /** Does it, and tells the terminal. @returns the exit code */
  main(words: readonly string[]): Promise<number>;
}

/** The command cannot be carried out as it was given. The message is for people, in one line. */
export class WrongUse extends Error {}

export function defineCommand<
  Args extends unknown[] = [],
  Options extends OptionValues = Record<never, never>,
>(definition: CommandDefinition<Args, Options>): RunnableCommand<Args, Options> {
  const { name, summary, exitCodes = USUAL_EXIT_CODES } = definition;
  const wrongUse = exitCodes[2] === undefined ? 1 : 2;
  return {
    name,
    summary,
    understand: (words) => understand(definition, words),
    async main(words) {
      const understood = understand(definition, words);
      if (understood.kind === 'given') return carryOut(definition, understood, wrongUse);
      if (understood.kind === 'help') process.stdout.write(understood.text);
      else process.stderr.write(`${understood.message}\n`);
      return understood.kind === 'help' ? 0 : wrongUse;
    },
  };
}

const USUAL_EXIT_CODES = {
  0: 'when it is done',
  1: 'when it failed',
  2: 'when it was used wrongly',
};

/** For the end of a command's file: runs it with what the shell gave. */
export async function runCommand(command: Pick<RunnableCommand, 'main'>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads the first lines only, as `head` does, has them: the work goes on.
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await command.main(process.argv.slice(2));
}

function understand<Args extends unknown[], Options extends OptionValues>(
  definition: CommandDefinition<Args, Options>,
  words: readonly string[],
): Understood<Args, Options> {
  let help = '';
  const command = parserOf(definition, (text) => {
    help += text;
  });
  try {
    command.parse([...words], { from: 'user' });
    return { kind: 'given', args: command.processedArgs, options: command.opts() };
  } catch (error) {
    if (error instanceof WrongUse) return { kind: 'refused', message: error.message };
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: help };
    return { kind: 'refused', message: refusal(error, command) };
  }
}

const HELP_WIDTH = 110;

function parserOf<Args extends unknown[], Options extends OptionValues>(
  definition: CommandDefinition<Args, Options>,
  showHelp: (text: string) => void,
): Command<Args, Options> {
  const { name, description, takes } = definition;
  const empty = new Command(`npm run ${name} --`)
    .description(description.replace(/\s+/g, ' '))
    .helpOption('-h, --help', 'print this')
    .addHelpText('after', `\n${afterwords(definition)}`)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: showHelp,
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(HELP_WIDTH, process.stdout.columns ?? HELP_WIDTH),
    });
  return takes ? takes(empty) : (empty as unknown as Command<Args, Options>);
}

function afterwords({
  examples = [],
  reads = {},
  exitCodes = USUAL_EXIT_CODES,
}: Pick<CommandDefinition<never, never>, 'examples' | 'reads' | 'exitCodes'>): string {
  const width = Math.max(...Object.keys(reads).map((variable) => variable.length));
  const variables = Object.entries(reads).map(([variable, holds]) => `${variable.padEnd(width)}  ${holds}`);
  const codes = Object.entries(exitCodes).map(([code, meaning]) => `${code} ${meaning}`);
  return [
    ...section('Examples', examples),
    ...section('Environment', variables),
    `Exit code: ${codes.join(', ')}.`,
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), ''];
}

/** In one line, with what would be allowed. */
function refusal({ code, message }: CommanderError, command: CommandUnknownOpts): string {
  const wrong = message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase());
  if (code === 'commander.unknownOption') {
    const allowed = [...command.options.map(({ long, short }) => long ?? short), '--help'];
    return `${wrong}: there is ${allowed.join(', ')}`;
  }
  return `${wrong.replace(/\.$/, '')}. Usage: ${command.name()} ${command.usage()}`;
}

async function carryOut<Args extends unknown[], Options extends OptionValues>(
  { run, explain = described, failsWith = 1 }: CommandDefinition<Args, Options>,
  given: Given<Args, Options>,
  wrongUse: number,
): Promise<number> {
  const { running, interruptedWith, end } = interruptible();
  try {
    const code = await run(given, running);
    return typeof code === 'number' ? code : 0;
  } catch (error) {
    const interrupted = interruptedWith();
    if (interrupted !== undefined) return interrupted;
    const isWrongUse = error instanceof WrongUse;
    process.stderr.write(`${isWrongUse ? error.message : explain(error as NodeJS.ErrnoException, given)}\n`);
    return isWrongUse ? wrongUse : failsWith;
  } finally {
    await end();
  }
}

/** A fault of ours needs its stack; what people can act on stands in the message. */
function described(error: Error): string {
  const isFault = ['TypeError', 'ReferenceError', 'RangeError', 'AssertionError'].includes(error.name);
  const cause = causeOf(error);
  return `${isFault ? error.stack : error.message}${cause ? ` (${cause})` : ''}`;
}

/** In words; an error of several attempts has none, but a code. */
export function causeOf({ cause }: Error): string | undefined {
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : undefined;
}
