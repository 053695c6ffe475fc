/** The steps of form 1/2: which one an address asks for, and how far what is typed lets one go. */
import { type CompanyGroup, groupOf } from './company';
import { GROUPS } from './fields';
import type { Problem } from './problems';

/** A page of questions, or the look over all answers behind the last. */
export type Step = CompanyGroup | 'check';

export const FIRST = GROUPS[0];
const STEPS: readonly Step[] = [...GROUPS, 'check'];

export function stepOf(asked: string | undefined): Step {
  return STEPS.find((step) => step === asked) ?? FIRST;
}

export function addressOfStep(step: Step): string {
  return `/apply?step=${step}`;
}

/** The first page of questions that something is wrong with. */
export function firstWith(problems: readonly Problem[]): CompanyGroup | undefined {
  return GROUPS.find((group) => problems.some(({ field }) => groupOf(field) === group));
}

/** How far one may go: no page is left out while the one before it wants answers. */
export function reached(asked: Step, problems: readonly Problem[]): Step {
  const wanting = firstWith(problems) ?? 'check';
  return STEPS.indexOf(asked) > STEPS.indexOf(wanting) ? wanting : asked;
}
