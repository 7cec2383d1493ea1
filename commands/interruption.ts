import { constants } from 'node:os';

/** A command while it runs. */
export interface Running {
  /** Gives back what the command holds, the latest first: at its end, or at Ctrl-C, which then ends it. */
  onStop(stop: () => Promise<unknown>): void;
  /** For a command that goes on until Ctrl-C: aborts then, after which `run` returns by itself. */
  untilCtrlC(): AbortSignal;
}

export interface Interruptible {
  readonly running: Running;
  /** The exit code of a command that was interrupted, whatever became of its work; undefined when it was not. */
  interruptedWith(): number | undefined;
  /** The command is over: gives back what it holds. */
  end(): Promise<void>;
}

/** A second signal ends the process at once. Until one of the two is asked for, signals mean what they mean to Node. */
export function interruptible(): Interruptible {
  const stops: (() => Promise<unknown>)[] = [];
  const interruption = new AbortController();
  let returnsByItself = false;
  let isListening = false;
  let exitCode: number | undefined;
  return {
    running: {
      onStop(stop) {
        stops.push(stop);
        listen();
      },
      untilCtrlC() {
        returnsByItself = true;
        listen();
        return interruption.signal;
      },
    },
    interruptedWith: () => exitCode,
    async end() {
      await stopAll();
      for (const signal of SIGNALS) process.removeListener(signal, interrupt);
    },
  };

  function listen(): void {
    if (isListening) return;
    isListening = true;
    for (const signal of SIGNALS) process.on(signal, interrupt);
  }

  function interrupt(signal: NodeJS.Signals): void {
    // As shells expect of what a signal has ended in the middle.
    const ended = 128 + constants.signals[signal];
    if (interruption.signal.aborted) process.exit(ended);
    exitCode = returnsByItself ? 0 : ended;
    interruption.abort();
    if (!returnsByItself) stopAll().finally(() => process.exit(ended));
  }

  async function stopAll(): Promise<void> {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
