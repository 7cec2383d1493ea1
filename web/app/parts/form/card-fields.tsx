import { useState } from 'react';
import { TokenizeCard, type TokenizeCardMutation } from '../../../generated/operations/tokenize-card.ts';
import { liveClient } from '../../graph/live-client.ts';
import type { CheckoutMessages } from '../../messages/ja/checkout.ts';
import { useCheckoutMessages } from '../../shop/checkout/use-checkout-messages.ts';
import { Field } from './field.tsx';

export interface TypedCard {
  readonly number: string;
  /** `MM/YY` */
  readonly expiry: string;
  readonly securityCode: string;
}

export const CARD_FIELDS = ['number', 'expiry', 'securityCode'] as const;

/** The number goes from here to the payment provider. No field has a name: the form does not send them. */
export function CardFields(props: {
  readonly card: TypedCard;
  readonly onChange: (card: TypedCard) => void;
  readonly wrong: WrongCard | undefined;
}) {
  const { card, onChange, wrong } = props;
  const t = useCheckoutMessages();
  const field = (name: keyof TypedCard, autoComplete: string, maxLength: number) => (
    <div className="field">
      <Field
        id={`card-${name}`}
        label={t.card[name]}
        inputMode="numeric"
        autoComplete={autoComplete}
        maxLength={maxLength}
        value={card[name]}
        onChange={(event) => onChange({ ...card, [name]: event.target.value })}
        wrong={wrong?.[name] && t.cardWrong[wrong[name]]}
      />
    </div>
  );
  return (
    <div className="form card-fields">
      {field('number', 'cc-number', 23)}
      {field('expiry', 'cc-exp', 7)}
      {field('securityCode', 'cc-csc', 4)}
    </div>
  );
}

export type CardOutcome = { readonly token: string; readonly label: string } | { readonly wrong: WrongCard };

/** What is wrong with each field, by its words; nothing for those that are right. */
export type WrongCard = Partial<Record<keyof TypedCard, keyof CheckoutMessages['cardWrong']>>;

/** @returns what stands for the card from now on, or what is wrong with it */
export async function tokenOf(card: TypedCard): Promise<CardOutcome> {
  const [month = '', year = ''] = card.expiry.split('/');
  const input = {
    number: card.number.replaceAll(/[\s-]/g, ''),
    expiryMonth: Number(month) || 0,
    expiryYear: year.trim().length === 2 ? 2000 + Number(year) : Number(year) || 0,
    securityCode: card.securityCode.trim(),
  };
  const { tokenizeCard } = await once({
    operationName: TokenizeCard.name,
    query: TokenizeCard.query,
    variables: { input },
  });
  if (tokenizeCard.__typename === 'TokenizeCardSuccess')
    return { token: tokenizeCard.cardToken, label: tokenizeCard.label };
  return { wrong: wrongCard(tokenizeCard.fields, input) };
}

/** @param typed the expiry as it was read @returns words for what the graph found wrong */
export function wrongCard(
  fields: readonly { readonly field: string }[],
  { expiryMonth, expiryYear }: { readonly expiryMonth: number; readonly expiryYear: number },
): WrongCard {
  const names = new Set(fields.map(({ field }) => FIELDS[field]!));
  const isMonth = expiryMonth >= 1 && expiryMonth <= 12;
  // The graph takes so many years ahead: what is refused is either before them, and over, or not meant.
  const isOver = isMonth && expiryYear >= 2000 && !(expiryYear > new Date().getFullYear());
  return Object.fromEntries([...names].map((name) => [name, name === 'expiry' && isOver ? 'expired' : name]));
}

const FIELDS: Readonly<Record<string, keyof TypedCard>> = {
  number: 'number',
  expiryMonth: 'expiry',
  expiryYear: 'expiry',
  securityCode: 'securityCode',
};

function once(request: { operationName: string; query: string; variables: Record<string, unknown> }) {
  const client = liveClient();
  return new Promise<TokenizeCardMutation>((resolve, reject) => {
    client.subscribe<TokenizeCardMutation>(request, {
      next: ({ data }) => (data ? resolve(data) : reject(new Error('The graph did not answer'))),
      error: reject,
      complete: () => undefined,
    });
  }).finally(() => client.dispose());
}

export function useCard() {
  return useState<TypedCard>({ number: '', expiry: '', securityCode: '' });
}
