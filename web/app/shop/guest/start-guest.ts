import { data } from 'react-router';
import { StartGuestSession } from '../../../generated/operations/start-guest-session.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Language } from '../../messages/language.ts';
import type { Visitor } from '../../session/visitor.ts';

/** Makes a guest of somebody who is not signed in. @returns `Set-Cookie`. Throws the answer 429 where there are too many */
export async function startGuest(options: {
  readonly graph: Graph;
  readonly visit: Visitor;
  readonly language: Language;
  readonly userAgent: string | null;
}): Promise<string> {
  const { graph, visit, language, userAgent } = options;
  const { startGuestSession } = await graph.ask(StartGuestSession, {
    input: { language: language === 'ja' ? 'JA' : 'EN', userAgent },
  });
  if (startGuestSession.__typename !== 'StartGuestSessionSuccess') throw data(null, { status: 429 });
  return visit.signIn(startGuestSession.session);
}
