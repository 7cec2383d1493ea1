import { currentLanguage, type Language } from './language.ts';

/**
 * A text for people in every language of the shop. It is chosen where it leaves the process: GraphQL and JSON write it in the
 * language of the request that they answer (`toJSON`), so that nothing that is kept or shared between requests has chosen one.
 * Catalogues make it, and no string can take its place.
 */
export class LocalizedText {
  readonly ja: string;
  readonly en: string;
  /** No object that merely looks like a text of a catalogue is one. */
  declare protected readonly ofCatalogue: never;

  constructor({ ja, en }: Readonly<Record<Language, string>>) {
    this.ja = ja;
    this.en = en;
  }

  toJSON(): string {
    return this[currentLanguage()];
  }
}

/** What another domain wrote in the language of this very request, which its RPC was told. */
export function textOfRequest(text: string): LocalizedText {
  return new LocalizedText({ ja: text, en: text });
}
