import { redirect } from 'react-router';
import type { Language } from '../messages/language.ts';
import type { Person, Visitor } from './visitor.ts';

/** @returns who is signed in. Throws the way to where one signs in, and from there back to `to` */
export async function signedIn(visit: Visitor, language: Language, to: string): Promise<Person> {
  const person = await visit.person();
  if (!person) throw redirect(`/${language}/sign-in?to=${encodeURIComponent(`/${language}${to}`)}`);
  return person;
}
