/** The version of the notice on personal data (個資法第8條); with its text in `notice` of the pages' words it changes here and in models/application/privacy_notice.py. */
export const PRIVACY_NOTICE = '2026-12';
