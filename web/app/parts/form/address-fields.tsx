import { PostalCode } from '../../../generated/operations/postal-code.ts';
import type { Graph } from '../../graph/graph.ts';
import { useCheckoutMessages } from '../../shop/checkout/use-checkout-messages.ts';
import { FormField } from './field.tsx';
import { refusedFor } from './refused.ts';

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

/** Fills what is empty from the postal code, and says so. */
export async function lookUp(
  graph: Graph,
  form: FormData,
  { noSuchCode, lookedUp }: { readonly noSuchCode: string; readonly lookedUp: string },
) {
  const text = addressText(form);
  const { postalCode: found } = await graph.ask(PostalCode, { code: text.postalCode.replace(/\D/g, '') });
  if (!found) return refusedFor(noSuchCode, { form, wrong: [{ field: 'postalCode', says: noSuchCode }] });
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
