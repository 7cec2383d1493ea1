import { federated } from './foreign-graph.ts';

/** Trains and buses: compound and nested keys, `@requires` with selections below lists, `@provides` below unions. */
export const TRANSIT: Readonly<Record<string, string>> = {
  network: federated(`
    type Query {
      lines(first: Int = 3): [Line!]!
      line(code: String!): Line
      grid: [[Stop]]
      places: [Place!]!
      place(at: PointInput): Place
    }
    type Mutation { rename(code: String!, name: String): Line! }
    input PointInput { x: Int! y: Int! }
    type Line implements Described @key(fields: "code network { id }") @key(fields: "uid") {
      uid: ID!
      code: String!
      network: Network!
      stops: [Stop!]!
      colour: Colour
      isNight: Boolean! @shareable
      headwayMinutes(onSundays: Boolean = false): Int
      description: String
    }
    enum Colour { RED GREEN BLUE GREY @inaccessible }
    interface Described { description: String }
    type Network @key(fields: "id") { id: ID! name: String! lines: [Line] }
    type Stop implements Place & Described @key(fields: "id") @key(fields: "position { x y }") {
      id: ID!
      position: Position!
      name: String
      description: String
      lines: [Line!]
      ramp: Ramp @shareable
    }
    type Position @shareable { x: Int! y: Int! }
    type Ramp @shareable { grade: Float steps: [Int!] }
    interface Place { name: String position: Position! }
    type Depot implements Place @key(fields: "id") { id: ID! name: String position: Position! tracks: Int! }
  `),
  vehicles: federated(`
    type Query { vehicles: [Vehicle!]! bus(plate: Plate!): Bus spare: Vehicle }
    scalar Plate
    union Vehicle = Bus | Tram
    type Bus @key(fields: "plate") { plate: Plate! seats: Int! line: Line @provides(fields: "isNight") driver: Driver }
    type Tram @key(fields: "plate") { plate: Plate! seats: String line: Line home: Depot wagons: [[Wagon!]!]! }
    type Wagon { seats: Int! windows: [Boolean] }
    type Driver @key(fields: "id") { id: ID! name: String! drives: [Vehicle] }
    type Line @key(fields: "code network { id }") {
      code: String!
      network: Network!
      isNight: Boolean! @external
      vehicles: [Vehicle!]!
    }
    type Network @key(fields: "id", resolvable: false) { id: ID! }
    type Depot @key(fields: "id") { id: ID! vehicles: [Vehicle] }
  `),
  passengers: federated(`
    type Query { crowded: [Stop!] ticket(id: ID!): Ticket tickets: [[Ticket]!] }
    type Line @key(fields: "uid") {
      uid: ID!
      stops: [Stop!]! @external
      headwayMinutes(onSundays: Boolean = false): Int @external
      load: Float @requires(fields: "stops { id position { x y } } headwayMinutes(onSundays: true)")
      queue: Int! @requires(fields: "headwayMinutes(onSundays: false)")
      rides(first: Int = 2): [Ride!]!
    }
    type Stop @key(fields: "id") { id: ID! position: Position! @external waiting: Int crowd: Crowd  ramp: Ramp @shareable }
    type Position @shareable { x: Int! y: Int! }
    type Ramp @shareable { grade: Float steps: [Int!] }
    type Crowd { people: Int! calm: Boolean! line: Line }
    type Ride { from: Stop! to: Stop ticket: Ticket on: Line }
    type Ticket @key(fields: "id") { id: ID! rides: [[Ride]] driver: Driver price: Int! owner: Owner }
    type Driver @key(fields: "id") { id: ID! stars: Float seen: [Stop!] }
    union Owner = Driver | Guest
    type Guest { nick: String! driver: Driver }
  `),
  timetable: federated(`
    type Query { next(first: Int = 2): [Departure!]! }
    type Departure { at: String stop: Stop line: Line! delays: [[Int!]] }
    type Stop @key(fields: "position { x y }") { position: Position! departures(first: Int = 2): [Departure!] zone: Zone }
    type Position @shareable { x: Int! y: Int! }
    enum Zone { A B C }
    type Line @key(fields: "uid", resolvable: false) { uid: ID! }
  `),
};
