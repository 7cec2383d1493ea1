import './design/base.css';
import './design/tokens.css';
import './design/parts.css';
import type { ReactNode } from 'react';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteError } from 'react-router';
import { useLanguage } from './messages/language.ts';
import { FailurePage } from './parts/failure-page.tsx';
import { useNonce } from './parts/nonce.ts';

export function Layout({ children }: { readonly children: ReactNode }) {
  const { language } = useLanguage();
  const nonce = useNonce();
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="theme-color" content="#faf7f0" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#16140f" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** Where not even the frame of the shop could be shown. */
export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <main className="page">
      <FailurePage failure={error} />
    </main>
  );
}
