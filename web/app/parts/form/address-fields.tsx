import { PostalCode } from '../../../generated/operations/postal-code.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Language } from '../../messages/language.ts';
import { refusalIn, type WrongField } from '../../messages/refusal.ts';
import { useCheckoutMessages } from '../../shop/checkout/use-checkout-messages.ts';
import { postalDigits } from '../postal-code.ts';
import { FormField } from './field.tsx';
import { refused, refusedFor } from './refused.ts';

/** In the order in which addresses are written in Japan. */
const ADDRESS_FIELDS = [
  'recipientName',
  'recipientKana',
  'postalCode',
  'prefecture',
  'municipality',
  'street',
  'building',
  'phone',
] as const;

export type AddressText = Record<(typeof ADDRESS_FIELDS)[number], string>;

export function addressText(form: FormData): AddressText {
  return Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, String(form.get(field) ?? '')]),
  ) as AddressText;
}

/**
 * A postal code gives the town: without a number nobody finds the door. In whatever digits, those of kanji too, or as somebody
 * says that there is none.
 * @returns why such a text is no street yet; undefined also for an empty one, which the graph refuses
 */
export function streetWithoutNumber(
  { street }: AddressText,
  { numberMissing }: { readonly numberMissing: string },
): WrongField | undefined {
  if (street.trim() === '' || HAS_NUMBER.test(street)) return undefined;
  return { field: 'street', says: numberMissing };
}

const HAS_NUMBER = /\p{N}|[〇一二三四五六七八九十百]|無番地|番地なし/u;

export interface LookUpWords {
  readonly language: Language;
  readonly noSuchCode: string;
  readonly lookedUp: string;
}

/** Fills what is empty from the postal code, and says so. */
export async function lookUp(graph: Graph, form: FormData, { language, noSuchCode, lookedUp }: LookUpWords) {
  const text = addressText(form);
  const code = postalDigits(text.postalCode);
  if (!code) return refused(language, { __typename: 'InvalidInput', field: 'postalCode' }, form);
  const { postalCode: found } = await graph.ask(PostalCode, { code });
  const reason = refusalIn(language, { __typename: 'InvalidInput' });
  if (!found) return refusedFor(reason, { form, wrong: [{ field: 'postalCode', says: noSuchCode }] });
  const filled: AddressText = {
    ...text,
    prefecture: text.prefecture || found.prefecture,
    municipality: text.municipality || found.municipality,
    street: text.street || found.town,
  };
  return { filled, lookedUp };
}

const AUTOCOMPLETE: Readonly<Record<keyof AddressText, string>> = {
  recipientName: 'shipping name',
  recipientKana: 'off',
  postalCode: 'shipping postal-code',
  prefecture: 'shipping address-level1',
  municipality: 'shipping address-level2',
  street: 'shipping address-line1',
  building: 'shipping address-line2',
  phone: 'shipping tel',
};

const OPTIONAL = new Set<keyof AddressText>(['recipientKana', 'building', 'prefecture', 'municipality']);
const DIGITS = new Set<keyof AddressText>(['postalCode', 'phone']);

export function AddressFields({ text }: { readonly text?: AddressText | undefined }) {
  const t = useCheckoutMessages();
  return (
    <>
      {ADDRESS_FIELDS.map((field) => (
        <div key={field} className="field">
          <FormField
            name={field}
            label={
              <>
                {t[field]}{' '}
                {(field === 'recipientKana' || field === 'building') && <small>{t.optional}</small>}
              </>
            }
            defaultValue={text?.[field]}
            autoComplete={AUTOCOMPLETE[field]}
            inputMode={DIGITS.has(field) ? 'numeric' : undefined}
            type={field === 'phone' ? 'tel' : 'text'}
            maxLength={200}
            required={!OPTIONAL.has(field)}
          />
          {field === 'postalCode' && (
            <button type="submit" name="intent" value="look-up" className="button quiet" formNoValidate>
              {t.lookUp}
            </button>
          )}
        </div>
      ))}
    </>
  );
}
