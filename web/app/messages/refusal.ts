import { timeOfDay } from '../parts/times.ts';
import { fieldsEn, problemsEn, reasonsEn } from './en/problems.ts';
import { type FieldWords, fieldsJa, type ProblemWords, problemsJa, reasonsJa } from './ja/problems.ts';
import type { Language } from './language.ts';

/** A problem as an operation asks for it: its name, and what else of it is known. */
export interface RefusedBy {
  readonly __typename: string;
  /** Of an input that is not allowed: the first, and all. */
  readonly field?: string;
  readonly fields?: readonly { readonly field: string }[];
  /** Of too many attempts: from when on it can be tried again. */
  readonly retryAt?: string;
  readonly reason?: string;
  readonly cartProblem?: string;
  readonly addressProblem?: string;
  readonly ceiling?: string;
  /** Of a way to pay that cannot be used: the graph knows more of them than pages do. */
  readonly code?: string;
  /** In the page's language too. */
  readonly message?: string;
}

/** A field of a form, and what is wrong with it. */
export interface WrongField {
  /** As the form names it. */
  readonly field: string;
  readonly says: string;
}

/** @returns every field that an input was refused for; none where it was refused for something else */
export function wrongFieldsIn(language: Language, { field, fields }: RefusedBy): readonly WrongField[] {
  const all = fields ?? (field === undefined ? [] : [{ field }]);
  return all.map((wrong) => ({
    field: nameOf(wrong.field),
    says: refusalIn(language, { __typename: 'InvalidInput', field: wrong.field }),
  }));
}

/** @returns what a visitor is told who was refused something, as exactly as the problem says why */
export function refusalIn(language: Language, problem: RefusedBy): string {
  const { problems, reasons, fields, wait } = WORDS[language];
  const { __typename: name, field, retryAt } = problem;
  if (field !== undefined) return fields[nameOf(field) as keyof FieldWords] ?? problems.InvalidInput;
  if (retryAt !== undefined) return wait(timeOfDay(language, retryAt));
  const why = problem.reason ?? problem.cartProblem ?? problem.addressProblem ?? problem.ceiling;
  const kind = REASONS[name];
  const exact = why && kind ? (reasons[kind] as Readonly<Record<string, string>>)[why] : undefined;
  return exact ?? problems[name as keyof ProblemWords] ?? problems.InvalidInput;
}

/** Forms name a field as the last part of its path in the input. */
function nameOf(path: string): string {
  return path.split('.').at(-1)!;
}

/** Why something is otherwise than it was asked for. @param kind of the reasons, as the graph names it */
export function refusalReasonIn<Kind extends keyof typeof reasonsJa>(
  language: Language,
  kind: Kind,
  reason: keyof (typeof reasonsJa)[Kind] & string,
): string {
  return (WORDS[language].reasons[kind] as Readonly<Record<string, string>>)[reason]!;
}

/** What a problem gives its reasons in. */
const REASONS: Readonly<Record<string, keyof typeof reasonsJa>> = {
  AddressNotFound: 'AddressProblem',
  CartChanged: 'CartProblem',
  DeliverySlotRefused: 'DeliverySlotRefusal',
  OrderNotPayable: 'NotPayableReason',
  ReturnNotPossible: 'ReturnRefusal',
  SlotNotAvailable: 'SlotProblem',
  TooManyUnpaidOrders: 'UnpaidCeiling',
};

const WORDS = {
  ja: {
    problems: problemsJa as ProblemWords,
    reasons: reasonsJa,
    fields: fieldsJa as FieldWords,
    wait: (time: string) => `お試しの回数が多いため、${time}までお待ちください。`,
  },
  en: {
    problems: problemsEn as ProblemWords,
    reasons: reasonsEn as typeof reasonsJa,
    fields: fieldsEn as FieldWords,
    wait: (time: string) => `Too many tries. Please wait until ${time}.`,
  },
} as const;
