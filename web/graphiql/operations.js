/** What the explorer opens with: one operation for everybody, one for who is signed in, and one that goes on by itself. */
export const OPERATIONS = [
  {
    query: `# For everybody: kana, kanji or letters.
# Names come from products, stock from
# inventory.
query Search($text: String! = "ﾄﾞﾗﾔｷ") {
  searchProducts(query: $text, first: 3) {
    nodes {
      nameJa
      nameEn
      minPriceYen
      variants {
        label
        priceYen
        stock {
          status
        }
      }
    }
  }
}
`,
  },
  {
    query: `# Sign in above as the customer first.
# Points come from payments, zones and
# parcels from delivery.
query Mine {
  me {
    name
    points {
      spendable
    }
    addresses {
      municipality
      street
      deliveryZone {
        nameEn
        feeYen
      }
    }
    orders(first: 3) {
      nodes {
        id
        number
        status
        lines {
          nameJa
          quantity
          variant {
            product {
              imageUrl
            }
          }
        }
        shipments {
          status
        }
      }
    }
  }
}
`,
  },
  { query: followOf('ord_') },
];

/** @param id of the order. @returns what tells its statuses as they happen */
export function followOf(id) {
  return `# Every status of an order, as it happens.
# "Follow the latest order" above does it for
# whoever is signed in; ids are in Mine, too.
subscription Follow(
  $id: ID! = "${id}"
) {
  orderStatusChanged(orderId: $id, since: 0) {
    version
    to
    by
    occurredAt
    order {
      number
      payments {
        status
      }
      shipments {
        status
      }
    }
  }
}
`;
}
