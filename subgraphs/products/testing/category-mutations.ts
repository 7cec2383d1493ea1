const CATEGORY = 'category { id version nameJa retired path { id } parent { children { id } } }';
const PROBLEMS = `... on InvalidInput { field } ... on VersionConflict { currentVersion } ... on NotFound { id }`;

export const UPDATE_CATEGORY = `mutation ($input: UpdateCategoryInput!) { updateCategory(input: $input) { __typename
  ... on UpdateCategorySuccess { ${CATEGORY} } ... on SlugTaken { slug } ${PROBLEMS} } }`;

export const MOVE_CATEGORY = `mutation ($input: MoveCategoryInput!) { moveCategory(input: $input) { __typename
  ... on MoveCategorySuccess { ${CATEGORY} } ... on CategoryCycle { id parentId } ${PROBLEMS} } }`;

export const RETIRE_CATEGORY = `mutation ($input: RetireCategoryInput!) { retireCategory(input: $input) { __typename
  ... on RetireCategorySuccess { ${CATEGORY} } ... on CategoryInUse { children products } ${PROBLEMS} } }`;

export const RESTORE_CATEGORY = `mutation ($input: RestoreCategoryInput!) { restoreCategory(input: $input) {
  __typename ... on RestoreCategorySuccess { ${CATEGORY} } ${PROBLEMS} } }`;
