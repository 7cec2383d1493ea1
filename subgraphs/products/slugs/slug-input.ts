import { invalidInput } from '@depachika/domain/problems.ts';
import type { Checked } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';
import { isSlug } from './slug.ts';

/** The address that staff want for something; undefined when they leave it to the shop. */
export function readSlug(given: string | null | undefined): Checked<string | undefined> {
  const slug = given?.trim();
  if (slug === undefined || isSlug(slug)) return { kind: 'checked', value: slug };
  return invalidInput('slug', messages.allowed.slug);
}
