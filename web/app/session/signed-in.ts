import { redirect } from 'react-router';
import type { Language } from '../messages/language.ts';
import type { Person, Visitor } from './visitor.ts';

/** @returns who is signed in to an account: no guest. Throws the way to where one signs in, and from there back to `to` */
export async function signedIn(visit: Visitor, language: Language, to: string): Promise<Person> {
  const person = await buyer(visit, language, to);
  if (person.isGuest) throw redirect(wayToSignIn(language, to));
  return person;
}

/** The same for what a guest has as well: orders. */
export async function buyer(visit: Visitor, language: Language, to: string): Promise<Person> {
  const person = await visit.person();
  if (!person) throw redirect(wayToSignIn(language, to));
  return person;
}

function wayToSignIn(language: Language, to: string): string {
  return `/${language}/sign-in?to=${encodeURIComponent(`/${language}${to}`)}`;
}
