import { type ShopProcess, shopProcess } from './shop-process.ts';

export type Started =
  | { readonly kind: 'live'; readonly url: string }
  /** What the process printed before it ended. */
  | { readonly kind: 'failed'; readonly output: string }
  /** The code was saved again before it was up. */
  | { readonly kind: 'outdated' };

/** The one process that is the shop, and the one that becomes it next. */
export interface ShopStarter {
  /** Ends the shop that runs, if any, and starts it with the code as it is now. */
  start(options?: StartOptions): Promise<Started>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Shows what a start prints; otherwise only a start that fails is heard of. */
  readonly isShown?: boolean;
  /** Resolves when the start is no longer wanted. */
  readonly outdated?: Promise<void>;
}

export interface ShopStarterOptions {
  readonly env: NodeJS.ProcessEnv;
  /** What the shop prints. */
  readonly print: (text: string) => void;
  /** The shop that was up has ended, and nobody had asked it to. */
  readonly onLost: (how: string) => void;
}

export function shopStarter({ env, print, onLost }: ShopStarterOptions): ShopStarter {
  let libraries: readonly string[] = [];
  let current: ShopProcess | undefined;
  let next = shopProcess(env, libraries);

  return {
    async start({ isShown = false, outdated = new Promise<never>(() => {}) } = {}) {
      await current?.stop();
      const shop = next;
      current = shop;
      const output = outputOf(isShown);
      const started = await Promise.race([
        shop.start(output.take).then(
          ({ url }): Started => ({ kind: 'live', url }),
          (): Started => ({ kind: 'failed', output: output.unshown() }),
        ),
        outdated.then((): Started => ({ kind: 'outdated' })),
      ]);
      if (started.kind === 'live') {
        output.show();
        libraries = await shop.libraries();
        shop.ended.then((how) => shop === current && !shop.isStopping() && onLost(how));
      }
      // Not before: the shop that starts needs the processor.
      next = shopProcess(env, libraries);
      return started;
    },
    async stop() {
      await Promise.all([current?.stop(), next.stop()]);
    },
  };

  /** Of one process: kept back until its start has been successful, and for ever once it is to stop. */
  function outputOf(isShownAtOnce: boolean) {
    let isShown = isShownAtOnce;
    let kept = '';
    return {
      take(text: string) {
        if (isShown) print(text);
        else kept += text;
      },
      show: () => {
        isShown = true;
      },
      unshown: () => kept,
    };
  }
}
