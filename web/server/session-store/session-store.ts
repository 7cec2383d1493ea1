import type { CheckoutDraft } from '../../app/session/checkout-draft.ts';
import type { Person } from '../../app/session/visitor.ts';

/** What the shop keeps of a browser that is signed in. */
export interface StoredSession {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
  /** Also the end of this record: each exchange of the token moves it, as far as the account's domain lets a session live. */
  readonly refreshTokenExpiresAt: number;
  readonly person: Person;
  readonly draft?: CheckoutDraft | undefined;
}

/** By a name that the browser carries; it says nothing by itself. Each call rejects with `SessionsAway` while nobody knows. */
export interface SessionStore {
  get(name: string): Promise<StoredSession | undefined>;
  set(name: string, session: StoredSession): Promise<void>;
  /**
   * Makes of what is kept now what is kept from now on, undefined for nothing; one at a time for each name, in all processes
   * that share the store. What is not kept is not changed.
   * @returns what is kept from now on
   */
  change(
    name: string,
    next: (session: StoredSession) => Promise<StoredSession | undefined>,
  ): Promise<StoredSession | undefined>;
}

/** Nobody can tell whose session it is at the moment. */
export class SessionsAway extends Error {
  override readonly name = 'SessionsAway';
}
