import type { Clock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import { cancellable } from '../../subgraphs/cancellable.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { isAwayForNow, isFault, isRefusedForNow, isUnreadForNow, tellsOfEnd } from './event-answers.ts';
import { type Leaving, leaving } from './leaving.ts';
import { type Patience, patience } from './patience.ts';
import { SubscriptionLost } from './subscription-lost.ts';

/** One event of a subgraph, without what the router asked for itself. */
export interface LiveEvent {
  readonly answer: SubgraphAnswer;
  /** Undefined when its subscription has none, or when the event could not be told. */
  readonly version: number | undefined;
}

export type LiveEvents = AsyncGenerator<LiveEvent, void, void>;

/** A subscription to one subgraph. */
export interface Upstream {
  /** The version after which it begins; undefined when it shows what comes next, and nothing before. */
  readonly after: number | undefined;
  /** Subscribes, each time anew. @returns a single answer when the subgraph refuses */
  open(after: number | undefined): Promise<LiveEvents | SubgraphAnswer>;
}

/** Whom the events are for: who has been told that the subscription is open is not told again that it is not. */
export type Listener = 'newcomer' | 'reader';

export interface LastingOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A subscription that outlives its upstream. One that breaks, or is refused for now, is opened again after the last version
 * seen, for a minute; then it throws `SubscriptionLost`, as does one that has no version to go on from. It ends when the
 * subgraph completes it. Each version comes once and in order, whatever subgraphs repeat.
 * @returns to a newcomer a single answer when the subgraph refuses at once, and means it
 */
export async function openLasting(
  upstream: Upstream,
  { listener, ...options }: LastingOptions & { readonly listener: Listener },
): Promise<LiveEvents | SubgraphAnswer> {
  const { after } = upstream;
  const first = await attempt(upstream, after);
  const mayWait = after !== undefined;
  if (listener === 'newcomer') {
    if (first.kind === 'failed' && !(mayWait && isAwayForNow(first.error))) throw first.error;
    if (first.kind === 'refused' && !(mayWait && isRefusedForNow(first.answer))) return first.answer;
  }
  const presence = leaving();
  return cancellable(lastingEvents({ upstream, first, presence, ...options }), () => {
    presence.leave();
    close(first);
  });
}

type Attempt =
  | { readonly kind: 'open'; readonly events: LiveEvents }
  | { readonly kind: 'refused'; readonly answer: SubgraphAnswer }
  | { readonly kind: 'failed'; readonly error: unknown };

async function attempt({ open }: Upstream, after: number | undefined): Promise<Attempt> {
  try {
    const answer = await open(after);
    if (Symbol.asyncIterator in answer) return { kind: 'open', events: answer };
    return { kind: 'refused', answer };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

interface Lasting extends LastingOptions {
  readonly upstream: Upstream;
  readonly first: Attempt;
  readonly presence: Leaving;
}

async function* lastingEvents({ upstream, first, presence, clock, logger }: Lasting): LiveEvents {
  const progress: Progress = { last: upstream.after, tries: patience() };
  const { tries } = progress;
  const now = () => clock.now().getTime();
  let current = first;
  for (;;) {
    const since = now();
    const broken = yield* shown(current, { progress, presence });
    if (!broken || presence.left) return;
    tries.failed({ now: now(), since: current.kind === 'open' ? since : undefined });
    const { last } = progress;
    const pauseMs = last === undefined ? undefined : tries.pauseMs(now());
    if (pauseMs === undefined) throw new SubscriptionLost('SUBGRAPH_UNAVAILABLE', broken.cause);
    logger.debug({ err: broken.cause, after: last, pauseMs }, 'A subscription is opened again');
    await pause(pauseMs, clock, presence);
    if (presence.left) return;
    current = await inTime(attempt(upstream, last), { ms: tries.leftMs(now()), clock, presence });
    if (presence.left) return close(current);
  }
}

interface Progress {
  last: number | undefined;
  readonly tries: Patience;
}

/** Shows what came of an attempt. @returns why it broke; undefined at its true end */
async function* shown(
  opened: Attempt,
  { progress, presence }: { readonly progress: Progress; readonly presence: Leaving },
): AsyncGenerator<LiveEvent, { readonly cause: unknown } | undefined, void> {
  if (opened.kind === 'failed') return { cause: opened.error };
  if (opened.kind === 'refused') {
    if (isFault(opened.answer)) return { cause: told(opened.answer) };
    yield { answer: opened.answer, version: undefined };
    return undefined;
  }
  const stopWaiting = presence.waitsFor(() => close(opened));
  try {
    for await (const event of opened.events) {
      const { last } = progress;
      if (isBroken(event, last)) return { cause: told(event.answer) };
      if (event.version !== undefined && last !== undefined && event.version <= last) continue;
      progress.last = event.version ?? last;
      progress.tries.worked();
      yield event;
    }
    return undefined;
  } catch (cause) {
    return { cause };
  } finally {
    stopWaiting();
  }
}

/** What has no version to go on from is shown as it is, but for the end of its source. */
function isBroken({ answer }: LiveEvent, last: number | undefined): boolean {
  return tellsOfEnd(answer) || (last !== undefined && isUnreadForNow(answer));
}

/** What a subgraph said in place of an event, as the log has it. */
function told({ errors }: SubgraphAnswer): Error {
  return new Error(`A subgraph answered a subscription with ${JSON.stringify(errors)}`);
}

async function pause(ms: number, clock: Clock, presence: Leaving): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(ms, resolve);
  const stopWaiting = presence.waitsFor(resolve);
  await promise;
  timer.cancel();
  stopWaiting();
}

/** A subgraph that is frozen takes the connection and answers nothing. What it opens too late is closed. */
async function inTime(
  opening: Promise<Attempt>,
  { ms, clock, presence }: { readonly ms: number; readonly clock: Clock; readonly presence: Leaving },
): Promise<Attempt> {
  const { promise: late, resolve } = Promise.withResolvers<Attempt>();
  const giveUp = () => resolve({ kind: 'failed', error: new Error('A subgraph did not answer in time') });
  const timer = clock.after(Math.max(0, ms), giveUp);
  const stopWaiting = presence.waitsFor(giveUp);
  const first = await Promise.race([opening, late]);
  timer.cancel();
  stopWaiting();
  if (first.kind !== 'open') void opening.then(close);
  return first;
}

function close(opened: Attempt): void {
  if (opened.kind === 'open') void opened.events.return().catch(() => undefined);
}
