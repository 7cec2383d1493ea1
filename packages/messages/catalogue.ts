import { LocalizedText } from './localized-text.ts';

/** A text, a text with values in it, or texts by code. */
export type Messages = { readonly [code: string]: Message };
type Message = string | ((values: never) => string) | Messages;

/** The same codes, with texts in every language. */
export type Catalogue<M> = {
  readonly [Code in keyof M]: M[Code] extends (...values: infer Values) => string
    ? (...values: Values) => LocalizedText
    : M[Code] extends string
      ? LocalizedText
      : Catalogue<M[Code]>;
};

/** Pairs the texts of a catalogue. Both languages have the same type, so that none can lack a text that the other has. */
export function messageCatalogue<M extends { readonly [Code in keyof M]: Message }>(texts: {
  readonly ja: M;
  readonly en: NoInfer<M>;
}): Catalogue<M> {
  return paired(texts.ja, texts.en) as Catalogue<M>;
}

type Texts = Readonly<Record<string, Message>>;

function paired(ja: Texts, en: Texts): object {
  return Object.fromEntries(Object.keys(ja).map((code) => [code, pair(ja[code]!, en[code]!)]));
}

function pair(ja: Message, en: Message): unknown {
  if (typeof ja === 'string') return new LocalizedText({ ja, en: en as string });
  if (typeof ja === 'object') return paired(ja, en as Messages);
  const [inJapanese, inEnglish] = [ja, en] as ((...values: unknown[]) => string)[];
  return (...values: unknown[]) =>
    new LocalizedText({ ja: inJapanese!(...values), en: inEnglish!(...values) });
}
