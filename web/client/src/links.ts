/** The addresses outside the service that a person is sent to. */
export const LINKS = {
  component: 'https://moica.nat.gov.tw/rac_plugin.html',
  unlock: 'https://moica.nat.gov.tw/unblockcard.html',
} as const;

export const HELP_MAIL = 'toxicgps@moenv.gov.tw';

// Only pages of our own are come back to, never what a stranger wrote into the address.
const OWN_PAGE = /^\/[a-z-]*$/;

/** The desk, where staff work; it is no page of the portal's own. */
export const DESK = '/staff';

/** The sign-in page, which leads back here. */
export function signInAddress(): string {
  const back = location.pathname;
  return back === '/' || back === '/sign-in' ? '/sign-in' : `/sign-in?to=${back}`;
}

/** Where to go after signing in; the holder's home, or for staff the desk, unless a page of ours asked. */
export function afterSignIn(to: string | undefined, isStaff = false): string {
  const home = isStaff ? DESK : '/home';
  return to !== undefined && OWN_PAGE.test(to) ? to : home;
}

export const VISITOR_MENU = ['/', '/apply', '/status', '/sign-in', '/help'] as const;
export const HOLDER_MENU = ['/home', '/cards', '/company', '/sessions', '/help'] as const;
export const ABOUT_MENU = ['/about', '/privacy', '/accessibility', '/site-map'] as const;
export const HOLDER_DOORS = ['/cards', '/company', '/sessions', '/help'] as const;

export const SITE_MAP = {
  applying: ['/', '/tasks', '/apply', '/bind', '/status', '/continue'],
  holding: ['/sign-in', '/existing', '/home', '/cards', '/company', '/sessions'],
  reading: ['/help', '/about', '/privacy', '/accessibility'],
} as const;
