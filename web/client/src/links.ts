/** The addresses outside the service that a person is sent to. */
export const LINKS = {
  component: 'https://moica.nat.gov.tw/rac_plugin.html',
  unlock: 'https://moica.nat.gov.tw/unblockcard.html',
} as const;

export const HELP_MAIL = 'toxicgps@moenv.gov.tw';
