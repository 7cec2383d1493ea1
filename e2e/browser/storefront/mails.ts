import { eventually } from '../../support/eventually.ts';
import type { Storefront } from '../support/storefront.ts';

/** Which mail is looked for, and what its link leads to. */
export interface WantedLink {
  readonly email: string;
  /** Of the address, from the language up to the token: `orders/DP-[\w-]+`. A part of a regular expression. */
  readonly page: string;
}

/** The address of a page, without the shop's own, in the latest mail to somebody that leads there. */
export function linkInMailTo(shop: Pick<Storefront, 'mailOrigin'>, wanted: WantedLink): Promise<string> {
  const read = async (path: string) => (await fetch(new URL(path, shop.mailOrigin))).text();
  const link = new RegExp(`/(?:ja|en)/${wanted.page}\\?token=[\\w-]+`);
  return eventually(
    async () => {
      const list = await read('/dev/mail');
      for (const [, mail] of list.matchAll(
        new RegExp(`${wanted.email}[^\\n]*?href="(/dev/mail/[^"]+)"`, 'g'),
      )) {
        const [found] = link.exec(await read(mail!)) ?? [];
        if (found) return found;
      }
      return '';
    },
    (found) => found !== '',
  );
}
