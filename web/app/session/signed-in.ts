import { redirect } from 'react-router';
import type { Language } from '../messages/language.ts';
import type { Person, Visitor } from './visitor.ts';

/** @returns who is signed in, guests too. Throws the way to where one signs in, and from there back to `to` */
export async function signedIn(visit: Visitor, language: Language, to: string): Promise<Person> {
  const person = await visit.person();
  if (!person) throw redirect(`/${language}/sign-in?to=${encodeURIComponent(`/${language}${to}`)}`);
  return person;
}

/** The same for what only somebody with an account has. */
export async function memberSignedIn(visit: Visitor, language: Language, to: string): Promise<Person> {
  const person = await signedIn(visit, language, to);
  if (person.isGuest) throw redirect(`/${language}/sign-in?to=${encodeURIComponent(`/${language}${to}`)}`);
  return person;
}
