import { useLocation, useRouteLoaderData } from 'react-router';
import { LANGUAGES, type Language, useLanguage } from '../../messages/language.ts';
import { type StructuredData, scriptText, wholeAddress } from './structured-data.ts';

/** Where the shop's pages are; empty where not even the frame of the shop could be made. */
export function useOrigin(): string {
  return useRouteLoaderData<{ origin: string }>('shop/shop-frame')?.origin ?? '';
}

/** The head of a page that everybody may find: what it is called, and where it is in each language. */
export function PageHead({
  title,
  description,
  image,
  kind = 'website',
}: {
  /** Without the shop's name. */
  readonly title: string;
  readonly description?: string | undefined;
  /** An address, of the shop or elsewhere. */
  readonly image?: string | undefined;
  readonly kind?: 'website' | 'product';
}) {
  const { language, t } = useLanguage();
  const addressIn = useAddresses();
  const origin = useOrigin();
  const whole = `${title} | ${t.shop}`;
  return (
    <>
      <title>{whole}</title>
      {description && <meta name="description" content={description} />}
      <link rel="canonical" href={addressIn(language)} />
      {LANGUAGES.map((each) => (
        <link key={each} rel="alternate" hrefLang={each} href={addressIn(each)} />
      ))}
      <link rel="alternate" hrefLang="x-default" href={addressIn('ja')} />
      <meta property="og:site_name" content={t.shop} />
      <meta property="og:type" content={kind} />
      <meta property="og:title" content={title} />
      {description && <meta property="og:description" content={description} />}
      <meta property="og:url" content={addressIn(language)} />
      <meta property="og:locale" content={language === 'ja' ? 'ja_JP' : 'en_GB'} />
      {image && <meta property="og:image" content={wholeAddress(origin, image)} />}
    </>
  );
}

/** The head of a page that is one visitor's, or of no use to anybody else. */
export function PrivateHead({ title }: { readonly title: string }) {
  const { t } = useLanguage();
  return (
    <>
      <title>{`${title} | ${t.shop}`}</title>
      <meta name="robots" content="noindex" />
    </>
  );
}

/** What a page says to machines. @param data a loader that has written it as a text of a script gives that */
export function DataForMachines({ data }: { readonly data: StructuredData | string }) {
  return <script type="application/ld+json">{typeof data === 'string' ? data : scriptText(data)}</script>;
}

/** This page in a language. Of what follows the question mark the place in a list alone makes another page. */
function useAddresses(): (language: Language) => string {
  const origin = useOrigin();
  const { pathname, search } = useLocation();
  const path = pathname.replace(/^\/(?:ja|en)(?=\/|$)/, '').replace(/\/$/, '');
  const after = new URLSearchParams(search).get('after');
  return (language) =>
    `${origin}/${language}${path}${after === null ? '' : `?after=${encodeURIComponent(after)}`}`;
}
