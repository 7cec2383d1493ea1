const VARIANT =
  'variant { id sku version priceYen regularPriceYen saleEndsAt withdrawn product { version minPriceYen maxPriceYen } }';
const PROBLEMS = `... on InvalidInput { field } ... on VersionConflict { currentVersion } ... on NotFound { id }`;

export const SET_SALE_PRICE = `mutation ($input: SetSalePriceInput!) { setSalePrice(input: $input) { __typename
  ... on SetSalePriceSuccess { ${VARIANT} } ... on SaleRunning { endsAt } ${PROBLEMS} } }`;

export const END_SALE = `mutation ($input: EndSaleInput!) { endSale(input: $input) { __typename
  ... on EndSaleSuccess { ${VARIANT} } ... on SaleNotThere { id } ... on VersionConflict { currentVersion }
  ... on NotFound { id } } }`;

export const WITHDRAW_VARIANT = `mutation ($input: WithdrawVariantInput!) { withdrawVariant(input: $input) { __typename
  ... on WithdrawVariantSuccess { ${VARIANT} } ... on LastVariant { productId } ${PROBLEMS} } }`;

export const RESTORE_VARIANT = `mutation ($input: RestoreVariantInput!) { restoreVariant(input: $input) { __typename
  ... on RestoreVariantSuccess { ${VARIANT} } ${PROBLEMS} } }`;

export const UPDATE_OPTIONS = `mutation ($input: UpdateProductOptionsInput!) { updateProductOptions(input: $input) {
  __typename ... on UpdateProductOptionsSuccess { product { version options { nameJa values valuesEn }
    variants { label labelEn } } } ${PROBLEMS} } }`;
