import type { Clock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { isAwayForNow, isFault, isRefusedForNow, isUnreadForNow, tellsOfEnd } from './event-answers.ts';
import { type Patience, patience } from './patience.ts';
import { SubscriptionLost } from './subscription-lost.ts';

/** One event of a subgraph, without what the router asked for itself. */
export interface LiveEvent {
  readonly answer: SubgraphAnswer;
  /** Undefined when its subscription has none, or when the event could not be told. */
  readonly version: number | undefined;
}

type Answers = AsyncGenerator<SubgraphAnswer, void, void>;

/** A subscription to one subgraph. */
export interface Upstream {
  /** The version after which it begins; undefined when it shows what comes next, and nothing before. */
  readonly after: number | undefined;
  /** Subscribes, each time anew. @returns a single answer when the subgraph refuses */
  open(after: number | undefined): Promise<Answers | SubgraphAnswer>;
  eventOf(answer: SubgraphAnswer): LiveEvent;
}

/** Whom the events are for: who has been told that the subscription is open is not told again that it is not. */
export type Listener = 'newcomer' | 'reader';

export interface LastingOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A subscription that outlives its upstream. */
export interface Lasting {
  /**
   * Hands over each event, and waits for what comes of it. Resolves when the subgraph completes the subscription, and after
   * `close`. Throws `SubscriptionLost`. Called once.
   */
  run(take: (event: LiveEvent) => void | Promise<void>): Promise<void>;
  close(): void;
}

/**
 * An upstream that breaks, or is refused for now, is opened again after the last version seen, for a minute; then it is lost, as
 * is one that has no version to go on from. Each version comes once and in order, whatever subgraphs repeat. There are as many of
 * them as subscriptions, and each waits for most of its time: one function alone stands between it and its transport.
 * @returns to a newcomer a single answer when the subgraph refuses at once, and means it
 */
export async function openLasting(
  upstream: Upstream,
  { listener, ...options }: LastingOptions & { readonly listener: Listener },
): Promise<Lasting | SubgraphAnswer> {
  const { after } = upstream;
  const first = await attempt(upstream, after);
  const mayWait = after !== undefined;
  if (listener === 'newcomer') {
    if (first.kind === 'failed' && !(mayWait && isAwayForNow(first.error))) throw first.error;
    if (first.kind === 'refused' && !(mayWait && isRefusedForNow(first.answer))) return first.answer;
  }
  const state: State = { current: first, last: after, closed: false, tries: undefined, wake: undefined };
  return {
    run: (take) => run(state, { upstream, take, ...options }),
    close() {
      state.closed = true;
      state.wake?.();
      closeAttempt(state.current);
    },
  };
}

type Attempt =
  | { readonly kind: 'open'; readonly answers: Answers }
  | { readonly kind: 'refused'; readonly answer: SubgraphAnswer }
  | { readonly kind: 'failed'; readonly error: unknown };

async function attempt({ open }: Upstream, after: number | undefined): Promise<Attempt> {
  try {
    const answer = await open(after);
    if (Symbol.asyncIterator in answer) return { kind: 'open', answers: answer };
    return { kind: 'refused', answer };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

interface State {
  current: Attempt;
  /** The last version that came. */
  last: number | undefined;
  closed: boolean;
  /** Since it broke. */
  tries: Patience | undefined;
  /** Ends a pause. */
  wake: (() => void) | undefined;
}

interface Run extends LastingOptions {
  readonly upstream: Upstream;
  readonly take: (event: LiveEvent) => void | Promise<void>;
}

async function run(state: State, given: Run): Promise<void> {
  const { upstream, clock, logger } = given;
  const now = () => clock.now().getTime();
  for (;;) {
    const since = now();
    const broken = await shown(state, given);
    if (!broken || state.closed) return;
    state.tries ??= patience();
    state.tries.failed({ now: now(), since: state.current.kind === 'open' ? since : undefined });
    const { last } = state;
    const pauseMs = last === undefined ? undefined : state.tries.pauseMs(now());
    if (pauseMs === undefined) throw new SubscriptionLost('SUBGRAPH_UNAVAILABLE', broken.cause);
    logger.debug({ err: broken.cause, after: last, pauseMs }, 'A subscription is opened again');
    await elapsed(pauseMs, clock, state);
    if (state.closed) return;
    state.current = await inTime(attempt(upstream, last), state.tries.leftMs(now()), { clock, state });
    if (state.closed) return closeAttempt(state.current);
  }
}

/** Shows what came of an attempt. @returns why it broke; undefined at its true end */
async function shown(
  state: State,
  { upstream, take }: Run,
): Promise<{ readonly cause: unknown } | undefined> {
  const { current } = state;
  if (current.kind === 'failed') return { cause: current.error };
  if (current.kind === 'refused') {
    if (isFault(current.answer)) return { cause: told(current.answer) };
    await take({ answer: current.answer, version: undefined });
    return undefined;
  }
  try {
    for await (const answer of current.answers) {
      const event = upstream.eventOf(answer);
      if (isBroken(event, state.last)) return { cause: told(answer) };
      if (isRepeated(event, state.last)) continue;
      state.last = event.version ?? state.last;
      state.tries = undefined;
      await take(event);
      if (state.closed) return undefined;
    }
    return undefined;
  } catch (cause) {
    return { cause };
  }
}

/** What has no version to go on from is shown as it is, but for the end of its source. */
function isBroken({ answer }: LiveEvent, last: number | undefined): boolean {
  return tellsOfEnd(answer) || (last !== undefined && isUnreadForNow(answer));
}

function isRepeated({ version }: LiveEvent, last: number | undefined): boolean {
  return version !== undefined && last !== undefined && version <= last;
}

/** What a subgraph said in place of an event, as the log has it. */
function told({ errors }: SubgraphAnswer): Error {
  return new Error(`A subgraph answered a subscription with ${JSON.stringify(errors)}`);
}

async function elapsed(ms: number, clock: Clock, state: State): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(ms, resolve);
  state.wake = resolve;
  await promise;
  timer.cancel();
}

/** A subgraph that is frozen takes the connection and answers nothing. What it opens too late is closed. */
async function inTime(
  opening: Promise<Attempt>,
  ms: number,
  { clock, state }: { readonly clock: Clock; readonly state: State },
): Promise<Attempt> {
  const late: Attempt = { kind: 'failed', error: new Error('A subgraph did not answer in time') };
  const first = await Promise.race([opening, elapsed(Math.max(0, ms), clock, state).then(() => late)]);
  state.wake?.();
  if (first === late) void opening.then(closeAttempt);
  return first;
}

function closeAttempt(opened: Attempt): void {
  if (opened.kind === 'open') void opened.answers.return().catch(() => undefined);
}
