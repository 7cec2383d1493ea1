import { federated } from './foreign-graph.ts';

/** A museum: an interface of entities, which two subgraphs know as one object; unions of entities; arguments in `@requires`. */
export const MUSEUM: Readonly<Record<string, string>> = {
  collection: federated(`
    type Query {
      works(first: Int = 3, material: Material): [Work!]!
      work(id: ID!): Work
      anything: [Thing!]
      thing(shelf: ShelfInput): Thing
      walls: [[Work]!]!
      artist(id: ID!): Artist
      paintings: [Painting]!
    }
    type Mutation { hang(id: ID!, where: ShelfInput!): Work  take(id: ID!): Boolean! }
    scalar Year
    enum Material { WOOD STONE INK LOST @inaccessible }
    input ShelfInput { room: Int! shelf: String = "a" deeper: ShelfInput }
    interface Named { title(short: Boolean = false): String }
    interface Work implements Named @key(fields: "id") {
      id: ID!
      title(short: Boolean = false): String
      artist: Artist
      year: Year
      worth(in: Currency = YEN): Int
    }
    enum Currency { YEN USD }
    type Painting implements Work & Named @key(fields: "id") {
      id: ID!
      title(short: Boolean = false): String
      artist: Artist
      year: Year
      worth(in: Currency = YEN): Int
      material: Material
      frame: Frame @shareable
      label: String!
      studies: [[Sketch!]!]
    }
    type Statue implements Work & Named @key(fields: "id") {
      id: ID!
      title(short: Boolean = false): String
      artist: Artist
      year: Year
      worth(in: Currency = YEN): Int
      material: Material!
      label: Int
      weightGrams: Float
      isHollow: Boolean!
    }
    type Frame @shareable { depthMm: Int! wood: Wood }
    type Wood @shareable { name: String! isOld: Boolean }
    type Sketch { page: Int! of: Painting artist: Artist }
    type Artist implements Named @key(fields: "id") @key(fields: "name { family given }") {
      id: ID!
      name: ArtistName!
      title(short: Boolean = false): String
      works: [Work!]!
      secret: String @inaccessible
    }
    type ArtistName @shareable { family: String! given: String! }
    union Thing = Painting | Statue | Artist
  `),
  loans: federated(`
    type Query { loans(first: Int = 2): [Loan!]! lender: Artist }
    enum Currency { YEN USD }
    type Work @interfaceObject @key(fields: "id") {
      id: ID!
      worth(in: Currency = YEN): Int @external
      loans(first: Int = 2): [Loan!]
      isAway: Boolean!
      insurance: Int @requires(fields: "worth(in: USD)")
      fee: Int! @requires(fields: "worth(in: YEN)")
    }
    type Loan @key(fields: "number house { id }") { number: Int! house: House! work: Work to: Borrower days: Int }
    type House @key(fields: "id") { id: ID! city: String }
    union Borrower = House | Artist
    type Artist @key(fields: "id") { id: ID! owes: Int! }
  `),
  visitors: federated(`
    type Query { shows: [Show!]! }
    type Work @interfaceObject @key(fields: "id") {
      id: ID!
      year: Year @external
      likes: Int!
      era: String @requires(fields: "year")
      comments: [[Comment!]]
    }
    scalar Year
    type Comment { text: String! stars: Int by: Artist }
    type Artist @key(fields: "name { family given }") { name: ArtistName! fans: Int followers: [Artist!]! }
    type ArtistName @shareable { family: String! given: String! }
    type Show { title: String! loan: Loan rooms: [[[Int]]!] frame: Frame }
    type Frame @shareable { depthMm: Int! wood: Wood }
    type Wood @shareable { name: String! isOld: Boolean }
    type Loan @key(fields: "number house { id }", resolvable: false) { number: Int! house: House! }
    type House @key(fields: "id") { id: ID! visitors: Int rating: Float! }
  `),
};
