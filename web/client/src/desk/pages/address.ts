/** Where the desk's pages of one thing stand. */

/** The page of a case, by its application's ID. */
export function addressOf({ application }: { readonly application: { readonly id: string } }) {
  return `/staff/cases/${encodeURIComponent(application.id)}`;
}

export const ACCOUNTS = '/staff/accounts';
export const MAILBOXES = '/staff/mailboxes';

/** The page of an account, by its control number. */
export function accountAddress(controlNumber: string) {
  return `${ACCOUNTS}/${encodeURIComponent(controlNumber)}`;
}
