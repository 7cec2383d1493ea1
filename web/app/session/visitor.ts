import { createContext } from 'react-router';
import type { CheckoutDraft } from './checkout-draft.ts';

/** Who is signed in in this browser: somebody with an account, or a guest. */
export interface Person {
  readonly id: string;
  /** Empty for a guest who has not told it. */
  readonly name: string;
  readonly isGuest?: boolean;
}

/** What the graph gives who signs in. */
export interface NewSession {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: string;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: string;
  readonly user: { readonly id: string; readonly name: string; readonly role?: string };
}

/** The visit that a page is made for. Tokens stay on the server; the browser has a name for them that says nothing. */
export interface Visitor {
  person(): Promise<Person | undefined>;
  /** From now on the graph is asked as this person. @returns `Set-Cookie` under a new name, so that whoever knew the old one knows nothing */
  signIn(session: NewSession): Promise<string>;
  /** @returns `Set-Cookie` that ends it */
  signOut(): Promise<string>;
  /** What has been chosen so far on the way to an order; a new one when nothing has. */
  draft(): Promise<CheckoutDraft>;
  /** @param draft undefined once it has become an order */
  keepDraft(draft: CheckoutDraft | undefined): Promise<void>;
}

export const visitor = createContext<Visitor>();
