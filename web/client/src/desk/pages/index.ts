/** The pages of the desk: where each stands, its name in the menu, and whom it is for. */
import type { ComponentType } from 'preact';
import type { Holder } from '../../api/session';
import type { DeskWords } from '../words';

type Role = NonNullable<Holder['account']['role']>;

export interface DeskRoute {
  readonly path: string;
  /** Its name in the menu; a page without one is reached from another. */
  readonly name?: keyof DeskWords['menu'];
  /** As the rights table has it; the service itself refuses whoever comes by another way. */
  readonly roles: readonly Role[];
  readonly load: () => Promise<{ default: ComponentType }>;
}

const ADMIN: readonly Role[] = ['ADMIN'];
const STAFF: readonly Role[] = ['REVIEWER', 'ADMIN'];
const ADMINISTRATORS: readonly Role[] = ['ADMIN'];

export const PAGES: readonly DeskRoute[] = [
  { path: '/staff', name: '/staff', roles: STAFF, load: () => import('./Queue') },
  {
    path: '/staff/disputes',
    name: '/staff/disputes',
    roles: STAFF,
    load: () => import('./Disputes'),
  },
  {
    path: '/staff/accounts',
    name: '/staff/accounts',
    roles: STAFF,
    load: () => import('./Accounts'),
  },
  { path: '/staff/accounts/:number', roles: STAFF, load: () => import('./Account') },
  {
    path: '/staff/mailboxes',
    name: '/staff/mailboxes',
    roles: STAFF,
    load: () => import('./Mailboxes'),
  },
  {
    path: '/staff/inquiry',
    name: '/staff/inquiry',
    roles: ['SUPPORT', ...STAFF],
    load: () => import('./Inquiry'),
  },
  {
    path: '/staff/open-account',
    name: '/staff/open-account',
    roles: ADMIN,
    load: () => import('./OpenAccount'),
  },
  {
    path: '/staff/people',
    name: '/staff/people',
    roles: ADMIN,
    load: () => import('./People'),
  },
  {
    path: '/staff/partners',
    name: '/staff/partners',
    roles: ADMIN,
    load: () => import('./Partners'),
  },
  {
    path: '/staff/journal',
    name: '/staff/journal',
    roles: ADMIN,
    load: () => import('./Journal'),
  },
  {
    path: '/staff/health',
    name: '/staff/health',
    roles: STAFF,
    load: () => import('./Health'),
  },
  { path: '/staff/cases/:id', roles: STAFF, load: () => import('./Case') },
  {
    path: '/staff/rehearsal',
    name: '/staff/rehearsal',
    roles: ADMINISTRATORS,
    load: () => import('./Rehearsal'),
  },
  { path: '/staff/prove', roles: STAFF, load: () => import('./Prove') },
];

export function mayOpen({ roles }: DeskRoute, role: Role | null): boolean {
  return role !== null && roles.includes(role);
}
