import { Agent, request } from 'undici';

export interface Answer {
  readonly data?: Record<string, { readonly __typename?: string } | null> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

export type Caller = (body: object) => Promise<Answer>;

/** Somebody at this address of loopback. */
export function callerAt(localAddress: string, url: string): Caller {
  const dispatcher = new Agent({ connections: 4, keepAliveTimeout: 60_000, localAddress });
  return async (body) => {
    const answer = await request(url, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.body.json()) as Answer;
  };
}
