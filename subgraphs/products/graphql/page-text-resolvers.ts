import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { renderMarkdown } from '../descriptions/markdown.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { updatePageTexts } from '../page-texts/edit-page-texts.ts';
import { NO_PAGE_TEXTS, type PageTexts } from '../page-texts/page-texts.ts';
import type { Context } from './context.ts';
import { editor } from './editor.ts';

export function pageTextMutations(
  deps: EditDependencies,
): Pick<NonNullable<Resolvers<Context>['Mutation']>, 'updatePageTexts'> {
  return {
    async updatePageTexts(_, { input }, context) {
      const result = await updatePageTexts(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      context.pageTexts.clear(result.id);
      return {
        __typename: 'UpdatePageTextsSuccess',
        pageTexts: await pageTexts({ id: result.id }, {}, context),
      };
    },
  };
}

/** Of everything that has a page of its own. */
export const pageFields = {
  pageTexts,
};

/** Of everything that describes itself in Markdown. */
export const descriptionFields = {
  descriptionHtmlJa: ({ descriptionJa }: Described) => renderMarkdown(descriptionJa),
  descriptionHtmlEn: ({ descriptionEn }: Described) => renderMarkdown(descriptionEn),
};

interface Described {
  readonly descriptionJa: string;
  readonly descriptionEn: string;
}

async function pageTexts({ id }: { readonly id: string }, _: unknown, context: Context): Promise<PageTexts> {
  return (await context.pageTexts.load(id)) ?? NO_PAGE_TEXTS;
}
