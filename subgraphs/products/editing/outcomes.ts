import type { Refusal } from '../catalogue/product.ts';

/** Outcomes that are not successes, shaped as the schema's problems. */
export type InvalidInput = { __typename: 'InvalidInput'; message: string; field: string; allowed: string };
export type NotFound = { __typename: 'NotFound'; message: string; id: string };
export type SkuTaken = { __typename: 'SkuTaken'; message: string; sku: string };
export type SlugTaken = { __typename: 'SlugTaken'; message: string; slug: string };
export type VersionConflict = {
  __typename: 'VersionConflict';
  message: string;
  expectedVersion: number;
  currentVersion: number;
};

export function invalidInput({ field, allowed }: Refusal): InvalidInput {
  return { __typename: 'InvalidInput', message: `${field} must be ${allowed}`, field, allowed };
}

export function notFound(id: string): NotFound {
  return { __typename: 'NotFound', message: 'There is no such thing', id };
}

export function skuTaken(sku: string): SkuTaken {
  return { __typename: 'SkuTaken', message: `Another variant has the article number ${sku}`, sku };
}

export function slugTaken(slug: string): SlugTaken {
  return { __typename: 'SlugTaken', message: `Another category is called ${slug}`, slug };
}

/** @returns undefined when the versions agree */
export function versionConflict(
  expectedVersion: number,
  currentVersion: number,
): VersionConflict | undefined {
  if (expectedVersion === currentVersion) return undefined;
  const message = `It was edited meanwhile: it has version ${currentVersion}, not ${expectedVersion}`;
  return { __typename: 'VersionConflict', message, expectedVersion, currentVersion };
}
