import { allOf, anyOf, type Dsl, noneOf } from "./dsl.ts";

/** A place in the order of arrival of one partition; events that came by it have other places. */
export interface LanePlace {
  /** Number of an event, or the first that is not there yet. */
  readonly arrival: number;
  /** Of the event; "" is before all events of the number. */
  readonly origin: string;
  /** Of the event. */
  readonly position: number;
}

/** Before whatever arrives first. */
export const LANE_START: LanePlace = { arrival: 0, origin: "", position: -1 };

/** What had arrived when the lanes were so far. */
export function arrivedBefore(
  marks: readonly (readonly [partition: number, arrival: number])[],
): Dsl {
  return anyOf(
    marks.map(([partition, arrival]) =>
      allOf([ofLane(partition), { range: { "arrival.offset": { lt: arrival } } }])
    ),
  );
}

/** What came by a partition after one place, up to another. */
export function arrivedBetween(partition: number, after: LanePlace, upTo: LanePlace): Dsl {
  return allOf([
    ofLane(partition),
    { range: { "arrival.offset": { gte: after.arrival, lte: upTo.arrival } } },
    ...(after.origin === "" ? [] : [behind(after)]),
    noneOf(behind(upTo)),
  ]);
}

function ofLane(partition: number): Dsl {
  return { term: { "arrival.partition": partition } };
}

/** Numbers are shared by two events only where a writer died and the bus gave other events to the next one. */
function behind({ arrival, origin, position }: LanePlace): Dsl {
  const same = { term: { "arrival.offset": arrival } };
  return anyOf([
    { range: { "arrival.offset": { gt: arrival } } },
    allOf([same, { range: { "source.origin": { gt: origin } } }]),
    allOf([same, { term: { "source.origin": origin } }, {
      range: { "source.position": { gt: position } },
    }]),
  ]);
}
