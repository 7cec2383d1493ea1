import { useState } from 'react';
import { TokenizeCard, type TokenizeCardMutation } from '../../../generated/operations/tokenize-card.ts';
import { liveClient } from '../../graph/live-client.ts';
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
        wrong={wrong?.[name]}
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

/** What each field should hold; nothing for those that are right. */
export type WrongCard = Partial<Record<keyof TypedCard, string>>;

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
  const wrong = tokenizeCard.fields.map(({ field, allowed }) => [FIELDS[field], allowed] as const);
  // Of month and year, which are one field here, the month comes first.
  return { wrong: Object.fromEntries(wrong.toReversed()) };
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
