/** Where the desk's pages of one thing stand. */

/** The page of a case, by its application's ID. */
export function addressOf({ application }: { readonly application: { readonly id: string } }) {
  return `/staff/cases/${encodeURIComponent(application.id)}`;
}
