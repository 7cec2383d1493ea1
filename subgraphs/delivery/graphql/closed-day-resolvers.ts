import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import { closeDays, openDays } from '../closed-days/close-days.ts';
import { type ClosedDay, closedDaySubject, closedDaysIn } from '../closed-days/closed-day.ts';
import { isCalendarSpan, MAX_DAYS_AHEAD } from '../closed-days/closed-day-input.ts';
import { publicHolidays } from '../closed-days/public-holidays.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import { carrier } from './access.ts';
import type { Context } from './context.ts';

export const closedDayQueries: Pick<QueryResolvers<Context>, 'closedDays' | 'publicHolidays'> = {
  async closedDays(_, { from, to, zoneId }, { closedDays }) {
    checkSpan({ from, to });
    const days = await closedDays({ from, to });
    return zoneId ? closedDaysIn(days, zoneId) : [...days];
  },
  publicHolidays(_, span) {
    checkSpan(span);
    return publicHolidays(span);
  },
};

export function closedDayMutations(
  deps: Parameters<typeof closeDays>[0],
): Pick<MutationResolvers<Context>, 'closeDays' | 'openDays'> {
  return {
    async closeDays(_, { input }, { caller }) {
      const result = await closeDays(deps, input, carrier(caller));
      if (result.kind === 'invalidInput') return commonProblem(result);
      if (result.kind === 'notFound') return commonProblem(result);
      const { days, booked } = result;
      return { __typename: 'CloseDaysSuccess', closedDays: [...days], bookedDeliveries: booked };
    },
    async openDays(_, { input }, { caller }) {
      const result = await openDays(deps, input, carrier(caller));
      if (result.kind === 'invalidInput') return commonProblem(result);
      if (result.kind === 'notFound') return commonProblem(result);
      return { __typename: 'OpenDaysSuccess', openedDays: [...result.days] };
    },
  };
}

export const closedDayResolvers: Pick<Resolvers<Context>, 'ClosedDay'> = {
  ClosedDay: {
    zone: ({ zoneId }, _, { zones }) => (zoneId === null ? null : zones.load(zoneId)),
    changes(day, args, { caller, changes }) {
      carrier(caller);
      return changes(closedDaySubject(day), args);
    },
  },
};

/** What the calendar says of some dates in a zone. */
export async function closuresOn(
  context: Context,
  zoneId: string,
  dates: readonly string[],
): Promise<ClosedDay[]> {
  if (dates.length === 0) return [];
  const sorted = dates.toSorted();
  const days = await context.closedDays({ from: sorted[0]!, to: sorted.at(-1)! });
  return closedDaysIn(days, zoneId).filter(({ date }) => dates.includes(date));
}

function checkSpan(span: { readonly from: string; readonly to: string }): void {
  if (!isCalendarSpan(span)) throw badUserInput('to', messages.allowed.dateSpan(MAX_DAYS_AHEAD));
}
