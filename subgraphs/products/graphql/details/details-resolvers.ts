import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import { showAttributes } from '../../attributes/attribute.ts';
import {
  attributeSubject,
  createDefinition,
  retireDefinition,
  updateDefinition,
} from '../../attributes/edit-attributes.ts';
import { type Allergen, allergenDuty, allergensOf, allergensOn, periodOn } from '../../details/allergens.ts';
import { updateDetails } from '../../details/edit-details.ts';
import { NO_DETAILS } from '../../details/product-details.ts';
import type { EditDependencies } from '../../editing/edit-product.ts';
import type { CodeTaken } from '../../editing/problems.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { createLabel, labelSubject, retireLabel, updateLabel } from '../../labels/edit-labels.ts';
import { labelsOn } from '../../labels/label.ts';
import { messages } from '../../messages/messages.ts';
import type { Context } from '../context.ts';
import { editor } from '../editor.ts';
import { savedProduct } from '../outcomes.ts';

type Queries = NonNullable<Resolvers<Context>['Query']>;
type Mutations = NonNullable<Resolvers<Context>['Mutation']>;
type ProductFields = Resolvers<Context>['Product'];

export const detailsQueries: Pick<Queries, 'allergens' | 'attributeDefinitions' | 'labels'> = {
  allergens: (_, { on }, context) =>
    allergensOn(on ?? context.today()).map((each) => allergenOn(context, each, on)),
  attributeDefinitions: async (_, args, context) =>
    wordsFor(context, args, (await context.vocabulary()).definitions),
  labels: async (_, args, context) => wordsFor(context, args, (await context.vocabulary()).labels),
};

export function detailsMutations(
  deps: EditDependencies,
): Pick<
  Mutations,
  | 'updateProductDetails'
  | 'createAttributeDefinition'
  | 'updateAttributeDefinition'
  | 'retireAttributeDefinition'
  | 'restoreAttributeDefinition'
  | 'createLabel'
  | 'updateLabel'
  | 'retireLabel'
  | 'restoreLabel'
> {
  return {
    async updateProductDetails(_, { input }, context) {
      const result = await updateDetails(deps, input, editor(context.caller));
      if (result.kind !== 'updated') return commonProblem(result);
      context.details.clear(result.id);
      return { __typename: 'UpdateProductDetailsSuccess', product: await savedProduct(context, result.id) };
    },
    async createAttributeDefinition(_, { input }, context) {
      const result = await createDefinition(deps, input, editor(context.caller));
      if (result.kind === 'codeTaken') return codeTaken(result);
      if (result.kind === 'invalidInput') return commonProblem(result);
      return { __typename: 'CreateAttributeDefinitionSuccess', definition: result.definition };
    },
    async updateAttributeDefinition(_, { input }, context) {
      const result = await updateDefinition(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'UpdateAttributeDefinitionSuccess', definition: result.definition };
    },
    async retireAttributeDefinition(_, { input }, context) {
      const edit = { retired: true, actor: editor(context.caller) };
      const result = await retireDefinition(deps, input, edit);
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'RetireAttributeDefinitionSuccess', definition: result.definition };
    },
    async restoreAttributeDefinition(_, { input }, context) {
      const edit = { retired: false, actor: editor(context.caller) };
      const result = await retireDefinition(deps, input, edit);
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'RestoreAttributeDefinitionSuccess', definition: result.definition };
    },
    async createLabel(_, { input }, context) {
      const result = await createLabel(deps, input, editor(context.caller));
      if (result.kind === 'codeTaken') return codeTaken(result);
      if (result.kind === 'invalidInput') return commonProblem(result);
      return { __typename: 'CreateLabelSuccess', label: result.label };
    },
    async updateLabel(_, { input }, context) {
      const result = await updateLabel(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'UpdateLabelSuccess', label: result.label };
    },
    async retireLabel(_, { input }, context) {
      const result = await retireLabel(deps, input, { retired: true, actor: editor(context.caller) });
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'RetireLabelSuccess', label: result.label };
    },
    async restoreLabel(_, { input }, context) {
      const result = await retireLabel(deps, input, { retired: false, actor: editor(context.caller) });
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'RestoreLabelSuccess', label: result.label };
    },
  };
}

export const detailsResolvers: Pick<
  Resolvers<Context>,
  'AttributeDefinition' | 'AttributeChoice' | 'Label'
> = {
  AttributeDefinition: {
    choices: ({ choices }, { retired }, { caller }) =>
      retired === true && isStaff(caller) ? [...choices] : choices.filter((choice) => !choice.retired),
    changes({ code }, args, context) {
      editor(context.caller);
      return context.changes(attributeSubject(code), args);
    },
  },
  AttributeChoice: {
    retired: ({ retired }) => retired === true,
  },
  Label: {
    changes({ code }, args, context) {
      editor(context.caller);
      return context.changes(labelSubject(code), args);
    },
  },
};

/** Fields of a product that stand beside its row: one statement for all products of a request that are asked for any. */
export const detailFields: Pick<
  NonNullable<ProductFields>,
  'allergens' | 'temperature' | 'shelfLifeDays' | 'leadTimeDays' | 'ageRestricted' | 'attributes' | 'labels'
> = {
  async allergens({ id }, _, context) {
    const { allergens } = await detailsOf(context, id);
    return allergens && allergensOf(allergens).map((each) => allergenOn(context, each));
  },
  temperature: async ({ id }, _, context) => (await detailsOf(context, id)).temperature,
  shelfLifeDays: async ({ id }, _, context) => (await detailsOf(context, id)).shelfLifeDays,
  leadTimeDays: async ({ id }, _, context) => (await detailsOf(context, id)).leadTimeDays,
  ageRestricted: async ({ id }, _, context) => (await detailsOf(context, id)).ageRestricted,
  async attributes({ id }, _, context) {
    const [{ attributes }, { definitions }] = await Promise.all([
      detailsOf(context, id),
      context.vocabulary(),
    ]);
    return showAttributes(definitions.filter(isInUse), attributes).map(({ definition, ...value }) => {
      const { code, nameJa, nameEn, filterable } = definition;
      return { code, nameJa, nameEn, filterable, ...value, choices: [...value.choices] };
    });
  },
  async labels({ id, createdAt }, _, context) {
    const [details, { labels }] = await Promise.all([detailsOf(context, id), context.vocabulary()]);
    return labelsOn(labels.filter(isInUse), { createdAt, labels: details.labels }, context.now());
  },
};

interface Word {
  readonly retired: boolean;
}

/** What somebody is shown of these: retired ones only staff who ask for them. */
function wordsFor<T extends Word>(
  { caller }: Context,
  { retired }: { readonly retired?: boolean | null },
  words: readonly T[],
): T[] {
  return retired === true && isStaff(caller) ? [...words] : words.filter(isInUse);
}

function isInUse({ retired }: Word): boolean {
  return !retired;
}

async function detailsOf(context: Context, productId: string) {
  return (await context.details.load(productId)) ?? NO_DETAILS;
}

/** What the law says of an allergen on a day; today unless another is given. */
export function allergenOn(context: Context, allergen: Allergen, on?: string | null) {
  const { code, nameJa, nameEn, periods } = allergen;
  const day = on ?? context.today();
  const period = periodOn(periods, day);
  return {
    ...{ code, nameJa, nameEn },
    mandatory: allergenDuty(allergen, day) === 'MANDATORY',
    since: period?.from ?? null,
    graceUntil: period?.graceUntil ?? null,
  };
}

function codeTaken({ code }: CodeTaken) {
  return { __typename: 'CodeTaken' as const, message: messages.codeTaken({ code }), code };
}
